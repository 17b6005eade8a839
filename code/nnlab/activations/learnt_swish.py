"""Swish with a β that is learnt, one for each unit (Ramachandran, Zoph and Le, 2017)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from nnlab.activations.base import Array, as_floating
from nnlab.activations.prelu import LearntActivation


def value(z: ArrayLike, beta: ArrayLike) -> Array:
    z = as_floating(z)
    return z * expit(np.asarray(beta, z.dtype) * z)


def derivative(z: ArrayLike, beta: ArrayLike) -> Array:
    """σ(t) + t σ(t)σ(-t) with t = βz."""
    z = as_floating(z)
    t = np.asarray(beta, z.dtype) * z
    return expit(t) + t * expit(t) * expit(-t)


def parameter_derivative(z: ArrayLike, beta: ArrayLike) -> Array:
    """z² σ(t)σ(-t) with t = βz."""
    z = as_floating(z)
    t = np.asarray(beta, z.dtype) * z
    return z * z * expit(t) * expit(-t)


def _torch(z, beta):
    import torch

    return z * torch.sigmoid(beta * z)


def _keras(z, beta):
    import keras

    return z * keras.ops.sigmoid(beta * z)


LEARNT_SWISH = LearntActivation(
    name="learnt_swish",
    label="Swish, β learnt",
    formula=r"z\,\sigma(\beta z),\ \beta\ \text{learnt}",
    colour="#5b2a86",
    value=value,
    derivative=derivative,
    parameter_derivative=parameter_derivative,
    torch=_torch,
    keras=_keras,
)
