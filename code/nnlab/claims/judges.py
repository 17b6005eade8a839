"""What the rules of several chapters share: from numbers to a verdict."""

from __future__ import annotations

from nnlab.claims.base import Judgement, Placed, Verdict
from nnlab.statistics.prediction import prediction_interval, t_prediction_interval
from nnlab.statistics.sample import Estimate, Values


def three_way(holds: bool, fails: bool, partly: bool = True) -> Verdict:
    """HOLDS or FAILS; where the evidence reaches neither bar, CAVEAT or UNDECIDED.

    partly: whether the claim is then shown to be true to a degree or of a part: CAVEAT.
    Raises ValueError where it reaches both: the rule contradicts itself.
    """
    if holds and fails:
        raise ValueError("the evidence meets the rule for holding and the rule for failing.")
    if holds:
        return Verdict.HOLDS
    if fails:
        return Verdict.FAILS
    return Verdict.CAVEAT if partly else Verdict.UNDECIDED


def decided(holds: bool, fails: bool) -> Verdict:
    """As ``three_way`` where one bar parts holding from failing: what reaches neither side has an
    interval that covers the bar, and is UNDECIDED."""
    return three_way(holds, fails, partly=False)


def above_zero(estimate: Estimate) -> Verdict:
    """HOLDS if the interval lies above 0, FAILS if below, UNDECIDED if 0 lies in it."""
    return decided(estimate.low > 0, estimate.high < 0)


def number(sample: Values, value: float, read_to: float = 0.0, student: bool = False) -> Judgement:
    """Is a report's single value where one more run would fall?

    sample:  (n,) the same quantity, one value a seed; n >= 39 unless ``student``.
    read_to: half a unit of the last digit to which the report could read its value.
    student: use Student's interval, which takes the runs to be normal, where seeds are few.
    """
    low, high = (t_prediction_interval if student else prediction_interval)(sample)
    inside = low - read_to <= value <= high + read_to
    where = "inside" if inside else "outside"
    whose = "Student's" if student else "the"
    return Judgement(
        Verdict.HOLDS if inside else Verdict.FAILS,
        f"{value:.4f} lies {where} [{low:.4f}, {high:.4f}], "
        f"{whose} 95 % prediction interval for one more run, "
        f"from {len(sample):,} seeds.",
        Placed(value, float(low), float(high)),
    )
