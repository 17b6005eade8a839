"""The hyperbolic tangent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    return np.tanh(as_floating(z))


def derivative(z: ArrayLike) -> Array:
    """sech²(z) = 4σ(2z)σ(-2z), which keeps its digits where 1 - tanh²(z) loses them."""
    with np.errstate(over="ignore"):  # 2z may pass the largest float; σ(±inf) is exact
        twice = 2 * as_floating(z)
    return 4 * expit(twice) * expit(-twice)


def _torch(z):
    import torch

    return torch.tanh(z)


def _keras(z):
    import keras

    return keras.ops.tanh(z)


TANH = Activation(
    name="tanh",
    label="tanh",
    formula=r"\tanh z",
    colour="#d55e00",
    value=value,
    derivative=derivative,
    torch=_torch,
    keras=_keras,
)
