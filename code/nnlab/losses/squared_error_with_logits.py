"""Squared error of a sigmoid, from the logit; its mean over examples is the Brier score."""

from __future__ import annotations

from numpy.typing import ArrayLike

from nnlab.activations import sigmoid
from nnlab.losses import squared_error
from nnlab.losses.base import Array, Loss, paired


def value(z: ArrayLike, y: ArrayLike) -> Array:
    z, y = paired(z, y)
    return squared_error.value(sigmoid.value(z), y)


# book: gradient
def gradient(z: ArrayLike, y: ArrayLike) -> Array:
    """2 (p - y) p (1 - p) with p = σ(z)."""
    z, y = paired(z, y)
    return squared_error.gradient(sigmoid.value(z), y) * sigmoid.derivative(z)


# book: end
def curvature(z: ArrayLike, y: ArrayLike) -> Array:
    """The derivative of ``gradient`` with respect to z: 2 p' (p' + (p - y)(1 - 2p))."""
    z, y = paired(z, y)
    p, slope = sigmoid.value(z), sigmoid.derivative(z)
    return 2 * slope * (slope + (p - y) * (1 - 2 * p))


def _torch(z, y):
    import torch

    return torch.nn.functional.mse_loss(torch.sigmoid(z), y, reduction="none")


def _keras(z, y):
    import keras

    return keras.ops.square(keras.ops.sigmoid(z) - y)


MSE_WITH_LOGITS = Loss(
    name="mse_with_logits",
    label="squared error",
    formula=r"(\sigma(o) - y)^2",
    value=value,
    gradient=gradient,
    torch=_torch,
    keras=_keras,
)
