"""Softplus, a smooth ReLU (Dugas et al., 2001)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    z = as_floating(z)
    return np.logaddexp(z.dtype.type(0), z)


def derivative(z: ArrayLike) -> Array:
    return expit(as_floating(z))


def _torch(z):
    import torch

    # Not nn.functional.softplus, which returns z itself above its threshold of 20.
    return torch.logaddexp(z, torch.zeros_like(z))


def _keras(z):
    import keras

    # Not keras.ops.logaddexp, whose gradient at 0 is 1 on TensorFlow instead of 1/2.
    return keras.ops.softplus(z)


SOFTPLUS = Activation(
    name="softplus",
    label="softplus",
    formula=r"\ln(1 + e^{z})",
    colour="#2a7fb8",
    value=value,
    derivative=derivative,
    torch=_torch,
    keras=_keras,
)
