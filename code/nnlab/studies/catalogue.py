"""All studies by name."""

from __future__ import annotations

from nnlab.naming import lookup
from nnlab.studies import activations, gradient_flow, hoda, landscapes, playground, xnor
from nnlab.studies.base import Study

STUDIES = {
    study.name: study
    for study in (
        xnor.STUDY,
        playground.STUDY,
        hoda.STUDY,
        gradient_flow.STUDY,
        activations.STUDY,
        landscapes.STUDY,
    )
}


def study(name: str) -> Study:
    """The study of that name. Raises UnknownNameError."""
    return lookup("study", name, STUDIES)
