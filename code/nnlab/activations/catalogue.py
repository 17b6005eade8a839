"""All activations by name. Importing this reaches every one of them."""

from __future__ import annotations

from nnlab.activations.base import Activation
from nnlab.activations.elu import elu
from nnlab.activations.gelu import GELU
from nnlab.activations.identity import IDENTITY
from nnlab.activations.leaky_relu import leaky_relu
from nnlab.activations.mish import MISH
from nnlab.activations.prelu import PRELU, LearntActivation
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.softplus import SOFTPLUS
from nnlab.activations.swish import swish
from nnlab.activations.tanh import TANH
from nnlab.naming import lookup

FIXED = {a.name: a for a in (IDENTITY, SIGMOID, TANH, RELU, GELU, SOFTPLUS, MISH)}
PARAMETRIC = {"leaky_relu": leaky_relu, "elu": elu, "swish": swish}
LEARNT = {PRELU.name: PRELU}


def activation(name: str, **parameters: float) -> Activation | LearntActivation:
    """The activation of that name: ``activation("swish", beta=2.0)``.

    Raises UnknownNameError for a name that is not in the catalogue, and TypeError for a
    parameter that the activation does not have.
    """
    entry = lookup("activation", name, FIXED | PARAMETRIC | LEARNT)
    if name in PARAMETRIC:
        return entry(**parameters)
    if parameters:
        raise TypeError(f"activation {name!r} takes no parameters, not {', '.join(parameters)}.")
    return entry
