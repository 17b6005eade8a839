"""Gaussian error linear unit, zΦ(z), in its exact form (Hendrycks and Gimpel, 2016)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    z = as_floating(z)
    return z * ndtr(z)


def derivative(z: ArrayLike) -> Array:
    """Φ(z) + zφ(z), with φ the standard normal density."""
    z = as_floating(z)
    with np.errstate(over="ignore"):  # z² may pass the largest float; e^(-inf) = 0 is right
        density = np.exp(-z * z / 2) / z.dtype.type(np.sqrt(2 * np.pi))
    return ndtr(z) + z * density


def _torch(z):
    import torch

    return torch.nn.functional.gelu(z)


def _keras(z):
    import keras

    return keras.activations.gelu(z, approximate=False)


GELU = Activation(
    name="gelu",
    label="GELU",
    formula=r"z\,\Phi(z)",
    colour="#b8468a",
    value=value,
    derivative=derivative,
    torch=_torch,
    keras=_keras,
)
