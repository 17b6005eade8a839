"""All studies by name."""

from __future__ import annotations

from nnlab.naming import lookup
from nnlab.studies import (
    activations,
    activations_again,
    double_descent,
    first_loss,
    generalisation,
    gradient_flow,
    hoda,
    hoda_gains,
    initial_biases,
    landscapes,
    learning_rates,
    memorising,
    mirrored,
    mnist,
    mnist_modes,
    plateau,
    playground,
    playground_again,
    remedies,
    second_order,
    signal,
    starts,
    trained_widths,
    two_losses,
    weight_scale,
    xnor,
)
from nnlab.studies.base import Study

_THEORY = (gradient_flow, activations, activations_again, landscapes)
_THEORY += (starts, plateau, weight_scale, signal, initial_biases)
_THEORY += (first_loss, two_losses)
_THEORY += (second_order,)
_THEORY += (learning_rates, generalisation, memorising, trained_widths, double_descent, remedies)
_EXPERIMENTS = (xnor, playground, playground_again, hoda, hoda_gains, mnist, mnist_modes, mirrored)
STUDIES = {module.STUDY.name: module.STUDY for module in (*_THEORY, *_EXPERIMENTS)}


def study(name: str) -> Study:
    """The study of that name. Raises UnknownNameError."""
    return lookup("study", name, STUDIES)
