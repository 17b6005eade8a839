"""Where will one more run fall?"""

from __future__ import annotations

import numpy as np
from scipy.stats import t

from nnlab.statistics.sample import Values, checked, tail


def prediction_interval(sample: Values, level: float = 0.95) -> tuple[float, float]:
    """Distribution-free interval for one more draw from whatever the sample was drawn from.

    Between two order statistics, as many from each end: of n + 1 exchangeable draws the last
    is as likely to take any rank, so the interval [x_(k), x_(n+1-k)] holds it with probability
    1 - 2k/(n + 1) (Wilks, 1941). k is the largest that still gives ``level``.

    Raises ValueError for nan, and where the sample is too small to promise that level.
    """
    sample = np.sort(checked(sample, 0))
    k = order(len(sample), level)
    return float(sample[k - 1]), float(sample[-k])


def order(n: int, level: float) -> int:
    """The rank k, from either end of n sorted draws, between which one more falls at ``level``.

    Raises ValueError where n is too small to promise that level.
    """
    k = int(np.floor((n + 1) * tail(level) + 1e-9))
    if k < 1:
        raise ValueError(f"{n} values are too few for a {level:.0%} prediction interval.")
    return k


def t_prediction_interval(sample: Values, level: float = 0.95) -> tuple[float, float]:
    """Interval for one more draw from the normal distribution that the sample was drawn from.

    mean ± t s √(1 + 1/n), s the sample's standard deviation (Fisher, 1935). Needs only 2 values,
    but leans on normality, which more runs do not mend: prefer ``prediction_interval``
    from 39 values on. Raises ValueError for fewer than 2 values, or nan.
    """
    sample = checked(sample)
    n = len(sample)
    half = t.ppf(1 - tail(level), n - 1) * sample.std(ddof=1) * np.sqrt(1 + 1 / n)
    return float(sample.mean() - half), float(sample.mean() + half)
