"""The mean of runs with its uncertainty: where would the mean of very many runs lie?"""

from __future__ import annotations

import numpy as np
from scipy.stats import bootstrap, sem, t

from nnlab.statistics.sample import Estimate, Values, checked, tail

RESAMPLED = 1_000_000  # values that the bootstrap holds in memory at once


def t_interval(values: Values, level: float = 0.95) -> Estimate:
    """The mean and Student's interval for it (Student, 1908).

    Exact for normal values, close for others once there are some thirty. Values that are all
    equal give an interval of no width. Raises ValueError for fewer than 2 values, or nan.
    """
    sample = checked(values)
    mean = float(sample.mean())
    half = float(t.ppf(1 - tail(level), len(sample) - 1) * sem(sample))
    return Estimate(mean, mean - half, mean + half)


def bootstrap_interval(
    values: Values, level: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Estimate:
    """The mean and its bias-corrected and accelerated bootstrap interval (Efron, 1987).

    No normality is assumed; in return some twenty values are needed before it covers as often
    as it says. The same seed gives the same interval. Values that are all equal give an interval
    of no width. Raises ValueError for fewer than 2 values, or nan.
    """
    sample = checked(values)
    tail(level)
    mean = float(sample.mean())
    if np.ptp(sample) == 0:
        return Estimate(mean, mean, mean)
    low, high = bootstrap(
        (sample,),
        np.mean,
        n_resamples=resamples,
        batch=max(1, RESAMPLED // len(sample)),
        confidence_level=level,
        method="BCa",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Estimate(mean, float(low), float(high))
