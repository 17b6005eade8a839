"""Squared error; its mean over examples is the MSE."""

from __future__ import annotations

from numpy.typing import ArrayLike

from nnlab.losses.base import Array, Loss, paired


def value(output: ArrayLike, target: ArrayLike) -> Array:
    output, target = paired(output, target)
    return (output - target) ** 2


def gradient(output: ArrayLike, target: ArrayLike) -> Array:
    output, target = paired(output, target)
    return 2 * (output - target)


def _torch(output, target):
    import torch

    return torch.nn.functional.mse_loss(output, target, reduction="none")


def _keras(output, target):
    import keras

    return keras.ops.square(output - target)


MSE = Loss(
    name="mse",
    label="squared error",
    formula=r"(o - y)^2",
    value=value,
    gradient=gradient,
    torch=_torch,
    keras=_keras,
)
