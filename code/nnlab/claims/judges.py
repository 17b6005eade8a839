"""What the rules of several chapters share: from numbers to a verdict."""

from __future__ import annotations

from nnlab.claims.base import Judgement, Verdict
from nnlab.statistics.prediction import prediction_interval
from nnlab.statistics.sample import Estimate, Values


def three_way(holds: bool, fails: bool) -> Verdict:
    """HOLDS, FAILS, or CAVEAT where the evidence reaches neither bar.

    Raises ValueError where it reaches both: the rule contradicts itself.
    """
    if holds and fails:
        raise ValueError("the evidence meets the rule for holding and the rule for failing.")
    if holds:
        return Verdict.HOLDS
    return Verdict.FAILS if fails else Verdict.CAVEAT


def above_zero(estimate: Estimate) -> Verdict:
    """HOLDS if the interval lies above 0, FAILS if below, CAVEAT if 0 lies in it."""
    return three_way(estimate.low > 0, estimate.high < 0)


def number(sample: Values, value: float, read_to: float = 0.0) -> Judgement:
    """Is a report's single value where one more run would fall?

    sample:  (n,) the same quantity, one value a seed; n >= 39.
    read_to: half a unit of the last digit to which the report could read its value.
    """
    low, high = prediction_interval(sample)
    inside = low - read_to <= value <= high + read_to
    return Judgement(
        Verdict.HOLDS if inside else Verdict.FAILS,
        f"{value:.4f} lies {'inside' if inside else 'outside'} [{low:.4f}, {high:.4f}], the 95 % "
        f"prediction interval for one more run, from {len(sample):,} seeds.",
    )
