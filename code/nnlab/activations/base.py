"""What every activation has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Array = np.ndarray


@dataclass(frozen=True)
class Activation:
    """An elementwise function with its derivative, in NumPy, PyTorch and Keras.

    name:       identifier, as in configurations and records.
    label:      text for legends.
    formula:    TeX, without dollar signs.
    colour:     hex colour; the same in every figure of the book.
    value:      float array of any shape -> array of the same shape and dtype (float32 or
                float64; integers become float64). Finite for every finite input.
    derivative: as ``value``; where the derivative does not exist, the value that PyTorch uses.
    torch:      torch.Tensor -> torch.Tensor, differentiable by autograd.
    keras:      Keras tensor -> Keras tensor, for any Keras backend.
    """

    name: str
    label: str
    formula: str
    colour: str
    value: Callable[[ArrayLike], Array]
    derivative: Callable[[ArrayLike], Array]
    torch: Callable[[Any], Any]
    keras: Callable[[Any], Any]

    def __call__(self, z: ArrayLike) -> Array:
        return self.value(z)


def as_floating(z: ArrayLike) -> Array:
    """``z`` as an array of floats: float dtypes are kept, anything else becomes float64."""
    z = np.asarray(z)
    return z if z.dtype.kind == "f" else z.astype(np.float64)
