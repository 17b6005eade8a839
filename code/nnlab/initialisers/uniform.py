"""Uniform on a fixed interval, whatever the layer's size."""

from __future__ import annotations

from nnlab.initialisers.base import Initialiser


def uniform(low: float = 0.0, high: float = 1.0) -> Initialiser:
    """U[low, high). Raises ValueError unless low < high."""
    if not low < high:
        raise ValueError(f"uniform needs low < high, not [{low!r}, {high!r}).")
    return Initialiser(
        name="uniform",
        label=f"U[{low:g}, {high:g})",
        formula=rf"\mathcal{{U}}[{low:g}, {high:g})",
        draw=lambda rng, shape: rng.uniform(low, high, shape),
    )
