"""The claims of hw2-q2c, depth and generalisation, and their rules."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnlab.claims.base import Judgement, claims_of
from nnlab.claims.hoda import percent, runs
from nnlab.claims.judges import three_way
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.sample import Estimate
from nnlab.studies.generalisation import (
    DEEP,
    DEPTHS,
    FEW_DEPTHS,
    FEW_SIZES,
    SIZES,
    SPLIT,
    TWO_SIZES,
    WIDTHS,
    as_many_as,
    of_width,
)
from nnlab.studies.remedies import SAME_IMAGES, STOPPED

SOURCE = "HW2 report, question 2"
MOST, FEW = 0.8, 0.2  # of the comparisons: to hold, and not to hold
FITTED = 0.01  # training error up to which a network does well on its training images
GAIN = 0.005  # of test error: what a remedy must gain at least

# (depth, images) of the deep networks
CASES = [(d, n) for n in SIZES for d in DEEP]
# From the simplest network to the largest.
LADDERS = {f"depth, {n:,} images": [f"deep-{d}-n{n}" for d in DEPTHS] for n in SIZES} | {
    f"width, {n:,} images": [f"{of_width(w)}-n{n}" for w in WIDTHS] for n in SIZES
}


def difference(record: dict, a: str, b: str, measure: str = "test error") -> Estimate:
    """The mean of a measure under setting a less that under b, paired by seed."""
    return paired_t_interval(runs(record, a, measure), runs(record, b, measure))


def gap(record: dict, label: str, measure: str = "error") -> np.ndarray:
    """(n,) test error less training error of each run; or the same of the loss."""
    return measured(record, label, f"test {measure}") - measured(record, label, measure)


def measured(record: dict, label: str, measure: str) -> np.ndarray:
    """(n,) one value a seed: at the end, or for early stopping at the check that it chose."""
    if label == STOPPED:
        return np.array(record["settings"]["held-out"]["results"][STOPPED][measure])
    return runs(record, label, measure)


def against_one_layer(record: dict, series: str = "deep") -> dict[tuple[int, int], Estimate]:
    """(depth, images) -> test error of a deep network less that of one hidden layer.

    series: "deep", fifty units a layer, or "equal", with equal numbers of parameters.
    """
    cases = CASES if series == "deep" else [(d, n) for n in FEW_SIZES for d in SPLIT]
    return {(d, n): difference(record, f"{series}-{d}-n{n}", f"{series}-1-n{n}") for d, n in cases}


def against_fifty(record: dict) -> dict[tuple[int, int], Estimate]:
    """(depth, images) -> test error of one hidden layer with as many parameters as so many layers
    of fifty units have, less that of one layer of fifty."""
    return {
        (d, n): difference(record, f"{as_many_as(d)}-n{n}", f"deep-1-n{n}")
        for n in FEW_SIZES
        for d in SPLIT
    }


def above(found: Iterable[Estimate]) -> int:
    """How many of the intervals lie above 0."""
    return sum(estimate.low > 0 for estimate in found)


def below(found: Iterable[Estimate]) -> int:
    """How many of the intervals lie below 0."""
    return sum(estimate.high < 0 for estimate in found)


def _counted(count: int, found: dict) -> dict[str, bool]:
    """The bars of three_way for a count of comparisons."""
    return {"holds": count >= MOST * len(found), "fails": count <= FEW * len(found)}


def judge_less_well(record: dict) -> Judgement:
    found = against_one_layer(record)
    worse = above(found.values())
    by_size = "; ".join(
        f"{n:,} images: "
        + ", ".join(f"{100 * gain.value:+.2f}" for (_, m), gain in found.items() if m == n)
        for n in SIZES
    )
    return Judgement(
        three_way(**_counted(worse, found)),
        f"Deep networks are worse in {worse} of {len(found)} comparisons and better in "
        f"{below(found.values())}. Points of test error of 3, 5 and 8 hidden layers over one: "
        f"{by_size}.",
    )


def judge_parameters(record: dict) -> Judgement:
    wider, equal = against_fifty(record), against_one_layer(record, "equal")
    alone, depth = above(wider.values()), above(equal.values())
    holds = alone >= MOST * len(wider) and depth <= FEW * len(equal)
    return Judgement(
        three_way(holds=holds, fails=alone <= FEW * len(wider)),
        f"More parameters in one hidden layer are worse in {alone} of {len(wider)} comparisons "
        f"and better in {below(wider.values())}. At equal numbers of parameters, more layers "
        f"are worse in {depth} of {len(equal)} and better in {below(equal.values())}.",
    )


def judge_fit(record: dict) -> Judgement:
    errors = {(d, n): runs(record, f"deep-{d}-n{n}", "error") for d, n in CASES}
    fitted = sum(
        t_interval(error).high <= FITTED
        or difference(record, f"deep-{d}-n{n}", f"deep-1-n{n}", "error").high < 0
        for (d, n), error in errors.items()
    )
    worst = max(error.mean() for error in errors.values())
    return Judgement(
        three_way(**_counted(fitted, errors)),
        f"In {fitted} of {len(errors)} settings the deep network's training error is at most "
        f"1 % or below that of one hidden layer. The largest of their means is {worst:.1%}.",
    )


def gap_against_one_layer(record: dict, measure: str = "error") -> dict[tuple, Estimate]:
    """(depth, images) -> gap of a deep network less that of one hidden layer of fifty units."""
    return {
        (d, n): paired_t_interval(
            gap(record, f"deep-{d}-n{n}", measure), gap(record, f"deep-1-n{n}", measure)
        )
        for d, n in CASES
    }


def judge_overfit(record: dict) -> Judgement:
    larger, losses = (gap_against_one_layer(record, measure) for measure in ("error", "loss"))
    count = above(larger.values())
    return Judgement(
        three_way(**_counted(count, larger)),
        f"The deep network's gap in error is larger in {count} of {len(larger)} comparisons and "
        f"smaller in {below(larger.values())}; its gap in loss is larger in "
        f"{above(losses.values())}.",
    )


def judge_simple(record: dict) -> Judgement:
    found = {
        (d, s, n): difference(record, f"plane-{d}-n{n}", f"plane-{s}-n{n}")
        for d in FEW_DEPTHS[2:]
        for s in FEW_DEPTHS[:2]
        for n in TWO_SIZES
    }
    worse = above(found.values())
    errors = ", ".join(
        f"{100 * runs(record, f'plane-{d}-n{TWO_SIZES[-1]}', 'test error').mean():.2f} %"
        for d in FEW_DEPTHS
    )
    return Judgement(
        three_way(**_counted(worse, found)),
        f"On linearly separable data deep networks are worse in {worse} of {len(found)} "
        f"comparisons. Test errors of 0, 1 and 3 hidden layers with {TWO_SIZES[-1]:,} "
        f"images: {errors}.",
    )


def turn(record: dict, ladder: list[str]) -> tuple[str, Estimate, Estimate]:
    """(best, by how much the simplest is worse, by how much the largest is worse).

    The best is chosen on one half of the seeds and compared on the other half: where it is an
    end of the ladder, the difference to that end is 0.
    """
    errors = np.array([runs(record, label, "test error") for label in ladder])
    best = int(errors[:, ::2].mean(axis=1).argmin())
    judged = errors[:, 1::2]
    ends = [paired_t_interval(judged[end], judged[best]) for end in (0, -1)]
    return ladder[best], *ends


def judge_trade_off(record: dict) -> Judgement:
    found = {name: turn(record, ladder) for name, ladder in LADDERS.items()}
    inner = [name for name, (_, *ends) in found.items() if above(ends) == 2]
    return Judgement(
        three_way(**_counted(len(inner), found)),
        f"The test error is lowest at an inner size, and both the smallest and the largest "
        f"network are worse, in {len(inner)} of {len(found)} series"
        + (f": {'; '.join(inner)}." if inner else "."),
    )


def remedy_gain(record: dict, name: str, level: float = 0.99) -> Estimate:
    """Test error of the untreated network less that with the remedy, paired by seed."""
    treated = measured(record, name, "test error")
    return paired_t_interval(measured(record, "none", "test error"), treated, level)


def judge_controlled(record: dict) -> Judgement:
    gains = {name: remedy_gain(record, name) for name in SAME_IMAGES}
    half = gap(record, "none", "loss").mean() / 2
    closed = {
        name: t_interval(gap(record, name, "loss"), 0.99).high <= half for name in SAME_IMAGES
    }
    enough = [name for name, gain in gains.items() if gain.low >= GAIN and closed[name]]
    best = max(gains, key=lambda name: gains[name].value)
    return Judgement(
        three_way(holds=bool(enough), fails=not above(gains.values())),
        f"{sum(closed.values())} of {len(gains)} remedies that need no new images at least halve "
        f"the gap in loss, {above(gains.values())} lower the test error, and {len(enough)} do "
        f"both by the margins; the best, {SAME_IMAGES[best]}, lowers it by "
        f"{percent(gains[best]).replace('95 %', '99 %')}.",
    )


_claim = claims_of("hw2-q2c-", SOURCE, study="generalisation")


_COUNTS = (
    "Holds if it does in at least four fifths of the comparisons; does not hold if in at most "
    "one fifth; otherwise holds with a caveat."
)

CLAIMS = [
    _claim(
        "less-well",
        "Deep networks generalise less well than shallow ones.",
        "Test error on Hoda of 3, 5 and 8 hidden layers of 50 units less that of one such layer, "
        "at 100, 300, 1,000, 3,000 and 10,000 training images, each at the best of four learning "
        "rates, chosen on other seeds and images; paired 95 % t intervals over seeds: does the "
        f"interval lie above 0? {_COUNTS}",
        "generalisation-depth",
        judge_less_well,
    ),
    _claim(
        "parameters",
        "They do so because of their many parameters.",
        "Parameters without depth and depth without parameters, both in test error, paired 95 % "
        "t intervals over seeds, at 100, 1,000 and 10,000 images. One hidden layer with as many "
        "parameters as 3 and 8 layers of 50, against one layer of 50; and 3 and 8 layers against "
        "one at 3,455 parameters. Holds if at least four fifths of the first intervals lie above "
        "0 and at most one fifth of the second; does not hold if at most one fifth of the first "
        "do; otherwise holds with a caveat.",
        "generalisation-parameters",
        judge_parameters,
    ),
    _claim(
        "fit",
        "Deep networks do well on the training data, since they easily learn complex patterns.",
        "Training error of 3, 5 and 8 hidden layers of 50 units in the same comparisons. "
        "Counted: the upper end of its 95 % t interval is at most 1 %, or the paired 95 % t "
        f"interval of its difference to one hidden layer lies below 0. {_COUNTS}",
        "generalisation-depth",
        judge_fit,
    ),
    _claim(
        "overfit",
        "Deep networks overfit more.",
        "Gap: test error less training error. Paired 95 % t intervals of the gap of 3, 5 and 8 "
        "hidden layers of 50 units less that of one, in the same comparisons: does the interval "
        f"lie above 0? {_COUNTS}",
        "generalisation-depth",
        judge_overfit,
    ),
    _claim(
        "simple",
        "Shallow networks suit simple or linearly separable data, and generalise better there.",
        "Labels made linearly separable by construction, at 100 and 1,000 images. Test error of "
        "3 hidden layers less that of none and of one, paired 95 % t intervals over seeds: "
        f"does the interval lie above 0? {_COUNTS}",
        "generalisation-simple",
        judge_simple,
    ),
    _claim(
        "trade-off",
        "There is a trade-off between a model's complexity and how well it generalises.",
        "Ten series from the simplest network to the largest: 0, 1, 2, 3, 5 and 8 hidden layers "
        "of 50 units, and one hidden layer of 5, 15, 50, 192 and 546, at the five sizes of the "
        "training set. The network with the lowest mean test error on every other seed is "
        "compared with both ends of the series on the other seeds, by paired 95 % t intervals: "
        "are both ends worse? " + _COUNTS.replace("comparisons", "series"),
        "generalisation-trade-off",
        judge_trade_off,
    ),
    _claim(
        "controlled",
        "With suitable methods overfitting can to a good extent be controlled, and the deep "
        "network's generalisation improved.",
        "The report's large model on 1,000 images, with five remedies that need no new images, "
        "each at a strength chosen on pilots, against none; 99 % t intervals, since the best of "
        "five is looked for. Holds if with at least one of them the paired interval of the gain "
        "in test error lies above half a point and the interval of the gap in loss between test "
        "and training images lies below half of the untreated mean gap; does not hold if no gain "
        "in test error lies above 0; otherwise holds with a caveat.",
        "generalisation-remedies",
        judge_controlled,
        "remedies",
    ),
]
