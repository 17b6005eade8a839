"""Are two models alike? No difference found is no proof of likeness; this is the proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import sem, t

from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import differences
from nnlab.statistics.sample import Estimate, Values


@dataclass(frozen=True)
class Equivalence:
    """Outcome of two one-sided tests.

    difference: mean of a - b, with its 1 - 2 alpha interval.
    margin:     a mean difference smaller than this, either way, counts as none.
    p:          the larger p-value of the two tests.
    alike:      p < alpha; which is the same as an interval within (-margin, margin).
    """

    difference: Estimate
    margin: float
    p: float
    alike: bool


def equivalence(a: Values, b: Values, margin: float, alpha: float = 0.05) -> Equivalence:
    """Is the mean of the paired differences a - b within ± margin? (Schuirmann, 1987)

    Two t tests, one against a difference of -margin or less, one against margin or more; unlike
    models are called alike with probability alpha at most. The margin is to be chosen before the
    values are seen.

    Raises ValueError unless margin > 0, 0 < alpha < 1/2, and as ``differences``.
    """
    if not (margin > 0 and np.isfinite(margin)):
        raise ValueError(f"a margin is a positive number, not {margin}.")
    if not 0 < alpha < 0.5:
        raise ValueError(f"alpha lies between 0 and one half, not {alpha}.")
    gaps = differences(a, b)
    difference = t_interval(gaps, 1 - 2 * alpha)
    p = max(_p_above(gaps, -margin), _p_above(-gaps, -margin))
    return Equivalence(difference, float(margin), p, p < alpha)


def _p_above(values: np.ndarray, bound: float) -> float:
    """p-value of the t test of mean <= bound against mean > bound; also where no value varies."""
    gap, error = values.mean() - bound, sem(values)
    if error == 0:
        return 0.0 if gap > 0 else 1.0
    return float(t.sf(gap / error, len(values) - 1))
