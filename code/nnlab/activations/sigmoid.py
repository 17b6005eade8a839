"""The logistic sigmoid."""

from __future__ import annotations

from numpy.typing import ArrayLike
from scipy.special import expit

from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    return expit(as_floating(z))


def derivative(z: ArrayLike) -> Array:
    # σ(z)σ(-z), not σ(z)(1 - σ(z)): the difference loses every digit for large z.
    z = as_floating(z)
    return expit(z) * expit(-z)


def _torch(z):
    import torch

    return torch.sigmoid(z)


def _keras(z):
    import keras

    return keras.ops.sigmoid(z)


SIGMOID = Activation(
    name="sigmoid",
    label="sigmoid",
    formula=r"\frac{1}{1 + e^{-z}}",
    colour="#0072b2",
    value=value,
    derivative=derivative,
    torch=_torch,
    keras=_keras,
)
