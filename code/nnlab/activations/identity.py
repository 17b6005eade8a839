"""The identity, a "linear" activation: the layer stays an affine map."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnlab.activations.base import Activation, Array, as_floating


def value(z: ArrayLike) -> Array:
    return as_floating(z).copy()


def derivative(z: ArrayLike) -> Array:
    return np.ones_like(as_floating(z))


IDENTITY = Activation(
    name="identity",
    label="identity",
    formula=r"z",
    colour="#767676",
    value=value,
    derivative=derivative,
    torch=lambda z: z,
    keras=lambda z: z,
)
