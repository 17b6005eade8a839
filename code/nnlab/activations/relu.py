"""The rectified linear unit (Nair and Hinton, 2010)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    return np.maximum(as_floating(z), 0)


def derivative(z: ArrayLike) -> Array:
    """1 where z > 0, else 0. At z = 0 there is no derivative; 0 is what PyTorch uses."""
    z = as_floating(z)
    return (z > 0).astype(z.dtype)


def _torch(z):
    import torch

    return torch.relu(z)


def _keras(z):
    import keras

    return keras.ops.relu(z)


RELU = Activation(
    name="relu",
    label="ReLU",
    formula=r"\max(z, 0)",
    colour="#1a1a1a",
    value=value,
    derivative=derivative,
    torch=_torch,
    keras=_keras,
)
