"""All weights equal."""

from __future__ import annotations

import numpy as np

from nnlab.initialisers.base import Initialiser


def constant(value: float) -> Initialiser:
    return Initialiser(
        name="constant",
        label=f"constant {value:g}",
        formula=f"w = {value:g}",
        draw=lambda rng, shape: np.full(shape, float(value)),  # noqa: ARG005
    )


def zeros() -> Initialiser:
    return Initialiser(
        name="zeros",
        label="zeros",
        formula="w = 0",
        draw=lambda rng, shape: np.zeros(shape),  # noqa: ARG005
    )
