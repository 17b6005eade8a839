"""Two models compared seed by seed: what both share cancels."""

from __future__ import annotations

import numpy as np

from nnlab.statistics.means import bootstrap_interval, t_interval
from nnlab.statistics.sample import Estimate, Values, checked


def differences(a: Values, b: Values) -> np.ndarray:
    """(n,) a - b, pair by pair: a[i] and b[i] come from the same seed.

    Raises ValueError for unequal lengths, fewer than 2 pairs, or nan.
    """
    a, b = checked(a), checked(b)
    if len(a) != len(b):
        raise ValueError(f"{len(a)} values cannot be paired with {len(b)}.")
    return a - b


def paired_t_interval(a: Values, b: Values, level: float = 0.95) -> Estimate:
    """The mean of a - b and Student's interval for it. Raises ValueError as ``differences``."""
    return t_interval(differences(a, b), level)


def paired_bootstrap_interval(
    a: Values, b: Values, level: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Estimate:
    """The mean of a - b and its bootstrap interval; pairs are drawn whole.

    Raises ValueError as ``differences``.
    """
    return bootstrap_interval(differences(a, b), level, resamples, seed)
