"""Swish with parameter β (Ramachandran, Zoph and Le, 2017); β = 1 is SiLU."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from nnlab.activations.base import Activation, Array, as_floating

_FLAT = 1e3  # beyond |βz| = 1000, σ(βz) is 0 or 1 in float64 and its derivative is 0


def swish(beta: float = 1.0) -> Activation:
    """zσ(βz). β = 0 gives z/2; β → ∞ gives ReLU. Raises ValueError unless beta is finite."""
    if not np.isfinite(beta):
        raise ValueError(f"swish needs a finite beta, not {beta!r}; for the limit use relu.")

    def scaled(z: Array) -> Array:
        with np.errstate(over="ignore"):
            return np.clip(z.dtype.type(beta) * z, -_FLAT, _FLAT)

    def value(z: ArrayLike) -> Array:
        z = as_floating(z)
        return z * expit(scaled(z))

    def derivative(z: ArrayLike) -> Array:
        """σ(βz) + βz σ(βz)σ(-βz)."""
        t = scaled(as_floating(z))
        return expit(t) + t * expit(t) * expit(-t)

    def torch_form(z):
        import torch

        return z * torch.sigmoid(beta * z)

    def keras_form(z):
        import keras

        return z * keras.ops.sigmoid(beta * z)

    return Activation(
        name="swish",
        label="Swish" if beta == 1 else f"Swish (β = {beta:g})",
        formula=r"z\,\sigma(\beta z)",
        colour="#7b3fa0",
        value=value,
        derivative=derivative,
        torch=torch_form,
        keras=keras_form,
    )
