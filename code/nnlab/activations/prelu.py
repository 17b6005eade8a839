"""Parametric ReLU: a leaky ReLU that learns its slope (He et al., 2015)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlab.activations.base import Array, as_floating


@dataclass(frozen=True)
class LearntActivation:
    """An activation with a parameter α that is learnt; α broadcasts against z.

    Fields as in ``Activation``, but each function takes (z, alpha), and
    ``parameter_derivative`` is ∂value/∂α, elementwise: sum it over the axes that share an α.
    """

    name: str
    label: str
    formula: str
    colour: str
    value: Callable[[ArrayLike, ArrayLike], Array]
    derivative: Callable[[ArrayLike, ArrayLike], Array]
    parameter_derivative: Callable[[ArrayLike, ArrayLike], Array]
    torch: Callable[[Any, Any], Any]
    keras: Callable[[Any, Any], Any]

    def __call__(self, z: ArrayLike, alpha: ArrayLike) -> Array:
        return self.value(z, alpha)


def value(z: ArrayLike, alpha: ArrayLike) -> Array:
    z = as_floating(z)
    return np.where(z > 0, z, np.asarray(alpha, z.dtype) * np.minimum(z, 0))


def derivative(z: ArrayLike, alpha: ArrayLike) -> Array:
    z = as_floating(z)
    return np.where(z > 0, z.dtype.type(1), np.asarray(alpha, z.dtype))


def parameter_derivative(z: ArrayLike, alpha: ArrayLike) -> Array:
    z = as_floating(z)
    return np.minimum(z, 0) * np.ones_like(np.asarray(alpha, z.dtype))


def _torch(z, alpha):
    import torch

    return torch.where(z > 0, z, alpha * z)


def _keras(z, alpha):
    import keras

    return keras.ops.where(z > 0, z, alpha * z)


PRELU = LearntActivation(
    name="prelu",
    label="PReLU",
    formula=r"\max(z, 0) + \alpha \min(z, 0),\ \alpha\ \text{learnt}",
    colour="#a3501e",
    value=value,
    derivative=derivative,
    parameter_derivative=parameter_derivative,
    torch=_torch,
    keras=_keras,
)
