"""Leaky ReLU with any real slope α (Maas, Hannun and Ng, 2013, use a small positive one)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnlab.activations.base import Activation, Array, as_floating


def leaky_relu(alpha: float = 0.01) -> Activation:
    """z where z > 0, else αz. α = 1 is the identity, 0 is ReLU, -1 is |z|.

    alpha: slope for negative inputs; any finite real number. Raises ValueError otherwise.
    """
    if not np.isfinite(alpha):
        raise ValueError(f"leaky_relu needs a finite slope alpha, not {alpha!r}.")

    def value(z: ArrayLike) -> Array:
        z = as_floating(z)
        return np.where(z > 0, z, z.dtype.type(alpha) * np.minimum(z, 0))

    def derivative(z: ArrayLike) -> Array:
        """1 where z > 0, else α; at z = 0, where there is none, α, as PyTorch has it."""
        z = as_floating(z)
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(alpha))

    def torch_form(z):
        import torch

        return torch.nn.functional.leaky_relu(z, negative_slope=alpha)

    def keras_form(z):
        import keras

        # The function, not the layer: Keras's LeakyReLU layer refuses negative slopes.
        return keras.activations.leaky_relu(z, negative_slope=alpha)

    return Activation(
        name="leaky_relu",
        label=f"leaky ReLU (α = {alpha:g})",
        formula=r"\max(z, 0) + \alpha \min(z, 0)",
        colour="#8c6d00",
        value=value,
        derivative=derivative,
        torch=torch_form,
        keras=keras_form,
    )
