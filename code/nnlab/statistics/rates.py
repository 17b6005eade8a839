"""Success rates with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest


@dataclass(frozen=True)
class Rate:
    """``successes`` of ``trials`` with the Wilson interval [low, high]; all as fractions."""

    successes: int
    trials: int
    value: float
    low: float
    high: float


def rate(successes: int, trials: int, level: float = 0.95) -> Rate:
    """A proportion with its Wilson score interval (Wilson, 1927).

    level: two-sided confidence. Raises ValueError unless 0 <= successes <= trials, trials > 0.
    """
    interval = binomtest(int(successes), int(trials)).proportion_ci(level, method="wilson")
    low, high = float(interval.low), float(interval.high)
    return Rate(int(successes), int(trials), int(successes) / int(trials), low, high)


def rate_of(outcomes: np.ndarray, level: float = 0.95) -> Rate:
    """The rate of True in a boolean array."""
    return rate(int(np.sum(outcomes)), int(np.size(outcomes)), level)


def difference_of_rates(a: Rate, b: Rate) -> tuple[float, float]:
    """Interval for a - b of independent samples, at the level of their own intervals.

    Newcombe (1998), method 10: the Wilson intervals of the two, joined.
    """
    gap = a.value - b.value
    low = gap - np.hypot(a.value - a.low, b.high - b.value)
    high = gap + np.hypot(a.high - a.value, b.value - b.low)
    return float(low), float(high)
