"""Normal with a fixed spread, whatever the layer's size."""

from __future__ import annotations

from nnlab.initialisers.base import Initialiser


def normal(std: float = 1.0, mean: float = 0.0) -> Initialiser:
    """N(mean, std²). Raises ValueError for a negative std."""
    if not std >= 0:
        raise ValueError(f"normal needs a standard deviation of at least 0, not {std!r}.")
    return Initialiser(
        name="normal",
        label=f"N({mean:g}, {std:g}²)",
        formula=rf"\mathcal{{N}}({mean:g}, {std:g}^2)",
        draw=lambda rng, shape: rng.normal(mean, std, shape),
    )
