"""Exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnlab.activations.base import Activation, Array, as_floating


def elu(alpha: float = 1.0) -> Activation:
    """z where z > 0, else α(eᶻ - 1). Raises ValueError unless alpha is finite."""
    if not np.isfinite(alpha):
        raise ValueError(f"elu needs a finite alpha, not {alpha!r}.")

    def value(z: ArrayLike) -> Array:
        z = as_floating(z)
        return np.where(z > 0, z, z.dtype.type(alpha) * np.expm1(np.minimum(z, 0)))

    def derivative(z: ArrayLike) -> Array:
        z = as_floating(z)
        return np.where(z > 0, z.dtype.type(1), z.dtype.type(alpha) * np.exp(np.minimum(z, 0)))

    def torch_form(z):
        import torch

        return torch.nn.functional.elu(z, alpha=alpha)

    def keras_form(z):
        import keras

        return keras.activations.elu(z, alpha=alpha)

    return Activation(
        name="elu",
        label="ELU" if alpha == 1 else f"ELU (α = {alpha:g})",
        formula=r"\begin{cases} z & z > 0 \\ \alpha (e^{z} - 1) & z \le 0 \end{cases}",
        colour="#00805d",
        value=value,
        derivative=derivative,
        torch=torch_form,
        keras=keras_form,
    )
