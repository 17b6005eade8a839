"""What every statistic here takes and returns: a checked sample, an estimate with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Values = np.ndarray | Sequence[float]


@dataclass(frozen=True)
class Estimate:
    """A value with the two-sided interval [low, high] around it, in the value's own unit."""

    value: float
    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Whether ``value`` lies outside the interval."""
        return not self.low <= value <= self.high


def checked(values: Values, least: int = 2) -> np.ndarray:
    """``values`` as a float array of shape (n,).

    Raises ValueError unless it is flat, finite and at least ``least`` long.
    """
    sample = np.asarray(values, float)
    if sample.ndim != 1:
        raise ValueError(f"a sample has one axis, not the shape {sample.shape}.")
    if len(sample) < least:
        raise ValueError(f"{len(sample)} values are too few: {least} are needed.")
    bad = int((~np.isfinite(sample)).sum())
    if bad:
        raise ValueError(f"{bad} of {len(sample)} values are nan or infinite.")
    return sample


def tail(level: float) -> float:
    """Probability on either side of an interval of that level; ValueError unless 0 < level < 1."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not {level}.")
    return (1 - level) / 2
