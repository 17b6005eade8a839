"""Mish, z tanh(softplus z) (Misra, 2020)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from nnlab.activations import softplus, tanh
from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    z = as_floating(z)
    return z * np.tanh(softplus.value(z))


def derivative(z: ArrayLike) -> Array:
    """tanh(s) + zσ(z) sech²(s) with s = softplus(z)."""
    z = as_floating(z)
    s = softplus.value(z)
    return np.tanh(s) + z * expit(z) * tanh.derivative(s)


def _torch(z):
    import torch

    return torch.nn.functional.mish(z)


def _keras(z):
    import keras

    return z * keras.ops.tanh(softplus.SOFTPLUS.keras(z))


MISH = Activation(
    name="mish",
    label="Mish",
    formula=r"z \tanh(\ln(1 + e^{z}))",
    colour="#c2185b",
    value=value,
    derivative=derivative,
    torch=_torch,
    keras=_keras,
)
