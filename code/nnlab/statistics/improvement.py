"""How often does a run of one model beat a run of another?"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit
from scipy.stats import beta, rankdata, t

from nnlab.statistics.sample import Estimate, Values, checked, tail


def probability_of_improvement(a: Values, b: Values, level: float = 0.95) -> Estimate:
    """P(A > B) + P(A = B)/2 for one run of each, with its interval (Agarwal et al., 2021).

    a, b: independent runs, lengths may differ; greater is better.
    The value is Mann and Whitney's U over the number of pairs. The interval is Brunner and
    Munzel's (2000), which allows unequal spreads and ties, on the logit scale, which keeps it
    inside [0, 1] and its coverage near the ends. Where all pairs come out alike their spread is 0
    and says nothing: there the bound is Clopper and Pearson's (1934) for as many independent
    pairs as the smaller sample gives.

    Raises ValueError for fewer than 2 values, or nan.
    """
    a, b = checked(a), checked(b)
    share_a, share_b = _shares(a, b)
    value = float(share_a.mean())
    parts = share_a.var(ddof=1) / len(a), share_b.var(ddof=1) / len(b)
    variance = sum(parts)
    if variance < 1e-20:
        sure = float(beta.ppf(tail(level), min(len(a), len(b)), 1))
        return Estimate(value, sure * value, 1 - sure * (1 - value))
    freedom = variance**2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    error = np.sqrt(variance) / (value * (1 - value))
    half = t.ppf(1 - tail(level), freedom) * error
    return Estimate(value, float(expit(logit(value) - half)), float(expit(logit(value) + half)))


def _shares(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each run of a, the share of b that it beats; for each of b, the share that beats it."""
    ranks = rankdata(np.concatenate([a, b]))
    share_a = (ranks[: len(a)] - rankdata(a)) / len(b)
    share_b = 1 - (ranks[len(a) :] - rankdata(b)) / len(a)
    return share_a, share_b
