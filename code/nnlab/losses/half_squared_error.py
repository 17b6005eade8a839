"""Half the squared error, whose gradient has no factor 2 (TensorFlow Playground's loss)."""

from __future__ import annotations

from numpy.typing import ArrayLike

from nnlab.losses.base import Array, Loss, paired


def value(output: ArrayLike, target: ArrayLike) -> Array:
    output, target = paired(output, target)
    return (output - target) ** 2 / 2


def gradient(output: ArrayLike, target: ArrayLike) -> Array:
    output, target = paired(output, target)
    return output - target


def _torch(output, target):
    return (output - target) ** 2 / 2


def _keras(output, target):
    import keras

    return keras.ops.square(output - target) / 2


HALF_SQUARED_ERROR = Loss(
    name="half_squared_error",
    label="half squared error",
    formula=r"\tfrac12 (o - y)^2",
    value=value,
    gradient=gradient,
    torch=_torch,
    keras=_keras,
)
