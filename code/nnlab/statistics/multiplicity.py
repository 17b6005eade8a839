"""Many comparisons: some look real by chance alone."""

from __future__ import annotations

import numpy as np
from scipy.stats import binom, false_discovery_control

from nnlab.statistics.sample import Values, checked


def expected_false_alarms(comparisons: int, alpha: float = 0.05) -> float:
    """How many of so many comparisons look real on average, where none is.

    Raises ValueError unless comparisons >= 0 and 0 < alpha < 1.
    """
    if comparisons < 0:
        raise ValueError(f"{comparisons} is not a number of comparisons.")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha lies between 0 and 1, not {alpha}.")
    return comparisons * alpha


def chance_of_false_alarms(least: int, comparisons: int, alpha: float = 0.05) -> float:
    """Probability of ``least`` or more false alarms where none is real.

    Exact for independent comparisons only; those that share runs or a test set come in clusters,
    so that both none and many are likelier. Raises ValueError as ``expected_false_alarms``.
    """
    expected_false_alarms(comparisons, alpha)
    return float(binom.sf(least - 1, comparisons, alpha))


def holm(p_values: Values) -> np.ndarray:
    """(n,) p-values adjusted so that p < alpha errs anywhere with probability alpha at most.

    Holm (1979): the i-th smallest times n - i + 1, never below the one before. Holds however the
    comparisons depend on each other. Raises ValueError unless all are from 0 to 1.
    """
    p = _probabilities(p_values)
    rising = np.argsort(p)
    adjusted = np.empty_like(p)
    adjusted[rising] = np.maximum.accumulate(p[rising] * np.arange(len(p), 0, -1))
    return np.minimum(adjusted, 1)


def benjamini_hochberg(p_values: Values) -> np.ndarray:
    """(n,) p-values adjusted so that of those < alpha a share alpha is false on average.

    Benjamini and Hochberg (1995), for comparisons that are independent or positively dependent.
    Raises ValueError unless all are from 0 to 1.
    """
    return false_discovery_control(_probabilities(p_values), method="bh")


def _probabilities(p_values: Values) -> np.ndarray:
    p = checked(p_values, 1)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("a p-value lies between 0 and 1.")
    return p
