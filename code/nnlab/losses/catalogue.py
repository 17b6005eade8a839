"""All losses by name."""

from __future__ import annotations

from nnlab.losses.base import Loss
from nnlab.losses.binary_cross_entropy import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
)
from nnlab.losses.half_squared_error import HALF_SQUARED_ERROR
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY
from nnlab.losses.squared_error import MSE
from nnlab.losses.squared_error_with_logits import MSE_WITH_LOGITS
from nnlab.naming import lookup

LOSSES = {
    loss.name: loss
    for loss in (
        binary_cross_entropy(),
        binary_cross_entropy_with_logits(),
        HALF_SQUARED_ERROR,
        MSE,
        MSE_WITH_LOGITS,
        SOFTMAX_CROSS_ENTROPY,
    )
}


def loss(name: str) -> Loss:
    """The loss of that name, with natural logarithms. Raises UnknownNameError."""
    return lookup("loss", name, LOSSES)
