"""The claims of hw6-q3 and their rules: slopes of leaky ReLU on mirrored MNIST."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np

from nnlab.activations.leaky_relu import leaky_relu
from nnlab.claims.base import Claim, Evidence, Judgement, Verdict
from nnlab.claims.judges import decided, number, three_way
from nnlab.claims.mnist import nats, paired
from nnlab.datasets.base import Part
from nnlab.datasets.negatives import with_negatives
from nnlab.reported.hw6_q3 import METRICS, NUMBERS
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.sample import Estimate

SOURCE = "HW6 report, question 3"
STUDY = "mirrored-mnist"
# Best first, by the report's table.
RANKING = ("prelu", "minus-0.5", "minus-1", "zero", "plus-0.5", "plus-1")
NAMES = {
    "minus-1": "α = -1", "minus-0.5": "α = -0.5", "zero": "α = 0", "plus-0.5": "α = 0.5",
    "plus-1": "α = 1", "prelu": "PReLU",
}  # fmt: skip
NEGATIVE = ("minus-1", "minus-0.5")
# The smaller |α| first.
SMALLER = (
    ("minus-0.5", "minus-1"), ("zero", "minus-0.5"), ("zero", "plus-0.5"), ("plus-0.5", "plus-1"),
)  # fmt: skip
BLIND = 1.0  # of "far": the negative is as far from an image as another digit is
NEAR_ZERO = 0.1  # a mean slope smaller than this counts as near ReLU's
ALIKE = 0.01  # nats between training and test loss that count as none
LARGE_GAP = 0.1  # nats between them that count as variance
SETTLED = 0.01  # a mean slope that changes by less in an epoch has settled
NOT_LINEAR, LINEAR = 0.5, 0.85  # accuracy of a linear network on plain MNIST


def runs(record: dict, label: str, metric: str) -> np.ndarray:
    """(S, ...) one row a seed, in the order of the seeds."""
    return np.array(record["settings"][label]["results"][metric])


def final(record: dict, label: str, metric: str) -> np.ndarray:
    """(S,) as the report's table has it: "loss" and "accuracy" are running means over the last
    epoch, "test loss" and "test accuracy" those of the images like those trained on."""
    values = runs(record, label, metric)
    if not metric.startswith("test"):
        return values[:, -1]
    return values[:, 0] if label.startswith("plain") else values.mean(axis=1)


test_loss = partial(final, metric="test loss")


def gap(record: dict, label: str) -> np.ndarray:
    """(S,) loss on test images less loss on training images, the same weights, at the end."""
    return test_loss(record, label) - runs(record, label, "training loss")


def benefit(record: dict, prefix: str = "") -> np.ndarray:
    """(S,) mean over the negative slopes of the logarithm of test loss, less that of α = 0."""
    logs = [np.log(test_loss(record, prefix + label)) for label in (*NEGATIVE, "zero")]
    n = min(len(values) for values in logs)
    *negative, zero = (values[:n] for values in logs)
    return np.mean(negative, axis=0) - zero


def slopes(record: dict, label: str, layer: int, epoch: int = -1) -> np.ndarray:
    """(S, 8) PReLU's slopes after an epoch, in layer 1 or 2."""
    return runs(record, label, "slopes")[:, epoch, layer - 1]


def mean_slope(record: dict, label: str, layer: int, epoch: int = -1) -> np.ndarray:
    """(S,) their mean over the channels."""
    return slopes(record, label, layer, epoch).mean(axis=1)


def judge_number(record: dict, label: str, metric: str) -> Judgement:
    sample = final(record, label, metric.replace("-", " "))
    return number(sample, NUMBERS[f"{label}-{metric}"], student=True)


def judge_slope_number(record: dict, layer: int, statistic: str) -> Judgement:
    values = slopes(record, "prelu", layer)
    sample = values.mean(axis=1) if statistic == "mean" else values.std(axis=1)
    return number(sample, NUMBERS[f"slopes-{layer}-{statistic}"], student=True)


def judge_parameters(_: dict, kernels: tuple[int, ...] = (7, 5), channels: int = 8) -> Judgement:
    """The check fails for a network of another shape."""
    side, inputs, counts = 28, 1, []
    for kernel in kernels:
        counts.append((kernel * kernel * inputs + 1) * channels)
        side, inputs = side - kernel + 1, channels
    counts.append((side * side * channels + 1) * 10)
    expected = [NUMBERS[f"parameters-{layer}"] for layer in ("conv-1", "conv-2", "dense")]
    same = counts == expected and sum(counts) == NUMBERS["parameters"]
    parts = " + ".join(f"{count:,}" for count in counts)
    return Judgement(Verdict.HOLDS if same else Verdict.FAILS, f"{parts} = {sum(counts):,}.")


def judge_shapes(_: dict, double: Callable[[Part], Part] = with_negatives) -> Judgement:
    """The check fails where the images are not kept beside their negatives."""
    images = np.random.default_rng(0).integers(0, 256, (6, 28, 28)).astype(np.uint8)
    factor = len(double(Part(images, np.arange(6, dtype=np.uint8))).x) / len(images)
    sizes = [int(factor * n) for n in (60_000, 10_000)]
    same = sizes == [NUMBERS["train-images"], NUMBERS["test-images"]]
    return Judgement(
        Verdict.HOLDS if same else Verdict.FAILS,
        f"60,000 and 10,000 images and their negatives are {sizes[0]:,} and {sizes[1]:,}.",
    )


def judge_one_neuron(_: dict, slope: float = 1.0) -> Judgement:
    """Does the network collapse to one affine map, and how many neurons is that?

    The check fails for a slope that bends the activation.
    """
    rng, act = np.random.default_rng(0), leaky_relu(slope)
    first, b1, second, b2 = (rng.normal(size=s) for s in ((30, 20), 20, (20, 10), 10))

    def scores(x: np.ndarray) -> np.ndarray:
        return act(x @ first + b1) @ second + b2

    x, y = rng.normal(size=(2, 50, 30))
    bend = np.abs(scores(x + y) + scores(0 * x) - scores(x) - scores(y)).max()
    rank = np.linalg.matrix_rank(scores(x) - scores(0 * x))
    return Judgement(
        three_way(holds=bend < 1e-9 and rank == 1, fails=bend >= 1e-9),
        f"f(x + y) + f(0) - f(x) - f(y) is {bend:.0e} at most; the map has rank {rank}, and one "
        "neuron's has rank 1.",
    )


def judge_pair(record: dict, better: str, worse: str, metric: str) -> Judgement:
    sign = -1 if metric == "test accuracy" else 1
    found = paired(record, better, worse, lambda r, label: sign * final(r, label, metric))
    unit = nats(found) if sign == 1 else points_worse(found)
    seeds = min(len(final(record, label, metric)) for label in (better, worse))
    return Judgement(
        decided(holds=found.high < 0, fails=found.low > 0),
        f"{NAMES[better]} less {NAMES[worse]}: {unit}, {seeds} seeds.",
    )


def points_worse(estimate: Estimate) -> str:
    """An estimate of the accuracy lost, in points."""
    low, high = 100 * estimate.low, 100 * estimate.high
    return f"{100 * estimate.value:.2f} points of accuracy lost (95 % {low:.2f} to {high:.2f})"


def judge_order(record: dict, metric: str) -> Judgement:
    sign, level = (-1 if metric == "test accuracy" else 1), 0.99
    pairs = list(pairwise(RANKING))
    found = []
    for better, worse in pairs:
        a, b = (sign * final(record, label, metric) for label in (better, worse))
        n = min(len(a), len(b))
        found.append(paired_t_interval(a[:n], b[:n], level))
    open_pairs = [
        f"{NAMES[better]} and {NAMES[worse]}"
        for (better, worse), e in zip(pairs, found, strict=True)
        if e.high >= 0
    ]
    means = sorted(RANKING, key=lambda label: sign * final(record, label, metric).mean())
    return Judgement(
        decided(holds=not open_pairs, fails=any(e.low > 0 for e in found)),
        f"By the means: {', '.join(NAMES[label] for label in means)}. Not confirmed: "
        f"{'; '.join(open_pairs) or 'none'}.",
    )


def judge_all_below(record: dict, pairs: tuple[tuple[str, str], ...]) -> Judgement:
    found = [paired(record, a, b, test_loss) for a, b in pairs]
    because = "; ".join(
        f"{NAMES[a]} less {NAMES[b]} {nats(e)}" for (a, b), e in zip(pairs, found, strict=True)
    )
    return Judgement(
        decided(holds=all(e.high < 0 for e in found), fails=any(e.low > 0 for e in found)),
        f"Test loss: {because}.",
    )


def judge_polarity(record: dict) -> Judgement:
    mirrored, plain = benefit(record), benefit(record, "plain-")
    n = min(len(mirrored), len(plain))
    found = paired_t_interval(mirrored[:n], plain[:n])
    changes = [100 * np.expm1(values.mean()) for values in (mirrored, plain)]
    return Judgement(
        decided(holds=found.high < 0, fails=found.low > 0),
        f"Negative slopes change the test loss by {changes[0]:+.1f} % on mirrored data and by "
        f"{changes[1]:+.1f} % on plain; the difference of the logarithms is {found.value:.3f} "
        f"(95 % {found.low:.3f} to {found.high:.3f}, {n} seeds).",
    )


def judge_never_off(_: dict, slope: float = -1.0) -> Judgement:
    """The check fails for a slope of 0."""
    z = np.setdiff1d(np.linspace(-30, 30, 601), 0)
    off = {a: int((leaky_relu(a).derivative(z) == 0).sum()) for a in (slope, 0.0)}
    return Judgement(
        Verdict.FAILS if off[slope] else Verdict.HOLDS,
        f"Of {len(z)} values of z, half of them negative, the activation is flat at {off[slope]} "
        f"with α = {slope:g}, and at {off[0.0]} with α = 0.",
    )


def judge_blind(record: dict) -> Judgement:
    one, zero = (t_interval(runs(record, label, "far")[:, 0]) for label in ("minus-1", "zero"))
    return Judgement(
        decided(holds=one.high < BLIND, fails=one.low > BLIND),
        f"With α = -1 the first layer's response to a negative lies {one.value:.2f} times as far "
        f"from that to its image as another digit's (95 % {one.low:.2f} to {one.high:.2f}); with "
        f"α = 0 {zero.value:.2f} times.",
    )


def judge_regularises(record: dict) -> Judgement:
    better = paired(record, "minus-0.5", "minus-1", test_loss)
    gaps = paired(record, "minus-0.5", "minus-1", gap)
    return Judgement(
        decided(holds=better.high < 0 and gaps.high < 0, fails=better.low > 0 or gaps.low > 0),
        f"α = -0.5 less α = -1: test loss {nats(better)}, gap between test and training loss "
        f"{nats(gaps)}.",
    )


def judge_not_separable(record: dict) -> Judgement:
    found = t_interval(final(record, "plain-plus-1", "test accuracy"))
    mirrored = final(record, "plus-1", "test accuracy")
    return Judgement(
        three_way(holds=found.high < NOT_LINEAR, fails=found.low > LINEAR),
        f"On plain MNIST the same linear network reaches {100 * found.value:.1f} % (95 % "
        f"{100 * found.low:.1f} to {100 * found.high:.1f}); on mirrored data "
        f"{100 * mirrored.mean():.1f} %.",
    )


def judge_high_bias(record: dict) -> Judgement:
    found = t_interval(gap(record, "plus-1"))
    training = runs(record, "plus-1", "training loss").mean()
    return Judgement(
        three_way(
            holds=found.low > -ALIKE and found.high < ALIKE and training > 2,
            fails=found.low > LARGE_GAP,
        ),
        f"With α = 1 the training loss is {training:.3f} nats, and the test loss differs from it "
        f"by {nats(found)}.",
    )


def judge_no_switch(record: dict) -> Judgement:
    found = paired(record, "plus-0.5", "zero", gap)
    return Judgement(
        decided(holds=found.low > 0, fails=found.high < 0),
        "α = 0.5 switches no unit off either. Its gap between test and training loss less that "
        f"of α = 0 is {nats(found)}.",
    )


def judge_optimised(record: dict) -> Judgement:
    best = judge_all_below(record, tuple(("prelu", label) for label in RANKING[1:]))
    if best.verdict is Verdict.FAILS:
        return Judgement(Verdict.FAILS, f"PReLU is not the best. {best.because}")
    return Judgement(
        Verdict.UNTESTABLE,
        "No network here has the learnt slopes fixed from the start, which would tell their "
        f"values from their being learnt. {best.because}",
    )


def judge_both_polarities(record: dict) -> Judgement:
    here = t_interval(mean_slope(record, "prelu", 1))
    extra = paired(record, "prelu", "plain-prelu", lambda r, label: mean_slope(r, label, 1))
    plain = mean_slope(record, "plain-prelu", 1).mean()
    return Judgement(
        decided(holds=here.high < 0 and extra.high < 0, fails=here.low > 0 or extra.low > 0),
        f"Layer 1's mean slope is {here.value:.3f} (95 % {here.low:.3f} to {here.high:.3f}) on "
        f"mirrored data and {plain:.3f} on plain; the difference is {extra.value:.3f} "
        f"({extra.low:.3f} to {extra.high:.3f}).",
    )


def judge_near_relu(record: dict) -> Judgement:
    second = t_interval(mean_slope(record, "prelu", 2))
    plain = t_interval(mean_slope(record, "plain-prelu", 1))

    def near(e: Estimate) -> bool:
        return e.low > -NEAR_ZERO and e.high < NEAR_ZERO

    def off(e: Estimate) -> bool:
        return e.low > NEAR_ZERO or e.high < -NEAR_ZERO

    return Judgement(
        decided(holds=near(second) and near(plain), fails=off(second) or off(plain)),
        f"Layer 2's mean slope on mirrored data is {second.value:.3f} (95 % {second.low:.3f} to "
        f"{second.high:.3f}); layer 1's on plain data, whose inputs keep their sign, is "
        f"{plain.value:.3f} ({plain.low:.3f} to {plain.high:.3f}).",
    )


def judge_settles(record: dict) -> Judgement:
    smaller = judge_all_below(record, SMALLER)
    step = paired_t_interval(
        mean_slope(record, "prelu", 1, -1), mean_slope(record, "prelu", 1, -2)
    )
    settled = step.low > -SETTLED and step.high < SETTLED
    return Judgement(
        three_way(
            holds=settled and smaller.verdict is Verdict.HOLDS,
            fails=smaller.verdict is Verdict.FAILS or step.high < -SETTLED,
            partly=smaller.verdict is Verdict.HOLDS,
        ),
        f"That smaller slopes are better: {smaller.verdict.value}. In the last epoch layer 1's "
        f"mean slope still changes by {step.value:.4f} (95 % {step.low:.4f} to {step.high:.4f}).",
    )


def _id(name: str) -> str:
    """A claim's id, without the dots that an address on a page may not have."""
    return f"hw6-q3-{name.replace('0.5', 'half')}"


def _number(label: str, metric: str) -> Claim:
    what = metric.replace("-", " ") if "test" in metric else f"training {metric}"
    return Claim(
        id=_id(f"{label}-{metric}"),
        source=SOURCE,
        says=f"With {NAMES[label]} the {what} is {NUMBERS[f'{label}-{metric}']:.4f}.",
        evidence=Evidence.RECORD,
        rule="Holds if the printed value lies in Student's 95 % prediction interval for one more "
        "run, which takes the runs to be normally distributed; else does not hold. Negatives are "
        "1 - x; five epochs and batches of 128 are inferred. The training numbers are the "
        "running means over the last epoch, as Keras prints them.",
        anchor="mirrored-report",
        study=STUDY,
        judge=partial(judge_number, label=label, metric=metric),
    )


def _slope_number(layer: int, statistic: str) -> Claim:
    name = f"slopes-{layer}-{statistic}"
    what = {"mean": "mean", "sd": "standard deviation"}[statistic]
    return Claim(
        id=_id(name),
        source=SOURCE,
        says=f"The {what} of PReLU's slopes in layer {layer} is {NUMBERS[name]:.4f}.",
        evidence=Evidence.RECORD,
        rule="Holds if the value lies in Student's 95 % prediction interval for one more run; "
        "else does not hold. The statistic is taken over the eight channels of a run, with 8 in "
        "the denominator, at the end of training.",
        anchor="mirrored-slopes",
        study=STUDY,
        judge=partial(judge_slope_number, layer=layer, statistic=statistic),
    )


def _pair(better: str, worse: str, metric: str) -> Claim:
    short = metric.removeprefix("test ")
    sense = "lower" if short == "loss" else "higher"
    return Claim(
        id=_id(f"{short}-{better}-{worse}"),
        source=SOURCE,
        says=f"The {metric} of {NAMES[better]} is {sense} than that of {NAMES[worse]}.",
        evidence=Evidence.RECORD,
        rule="Paired 95 % t interval of the difference over the seeds that both have, on mirrored "
        "data. Holds if it excludes 0 on the report's side; does not hold if on the other; "
        "otherwise not decided. One of ten such pairs: taken alone, not corrected.",
        anchor="mirrored-report",
        study=STUDY,
        judge=partial(judge_pair, better=better, worse=worse, metric=metric),
    )


def _identity(name: str, says: str, rule: str, anchor: str, judge) -> Claim:
    return Claim(_id(name), SOURCE, says, Evidence.IDENTITY, rule, anchor, "", judge)


def _record(name: str, says: str, rule: str, anchor: str, judge) -> Claim:
    return Claim(_id(name), SOURCE, says, Evidence.RECORD, rule, anchor, STUDY, judge)


_ORDER = (
    " 99 %, so that all five together miss with at most 5 %. Holds if all exclude 0 on the "
    "report's side; does not hold if any excludes 0 on the other; otherwise not decided."
)
# Written out, so that the repository's history can be searched for them.
ORDER_RULES = {
    "loss": "Paired t intervals of the loss differences of the five adjacent pairs, each at"
    + _ORDER,
    "accuracy": "Paired t intervals of the accuracy differences of the five adjacent pairs, each "
    "at" + _ORDER,
}

CLAIMS = [
    _identity(
        "shapes",
        "MNIST with its negatives has 120,000 training and 20,000 test images.",
        "Holds if doubling the 60,000 and 10,000 images gives these sizes.",
        "mirrored-data",
        judge_shapes,
    ),
    _identity(
        "parameters",
        "The network has 27,938 parameters: 400, 1,608 and 25,930.",
        "Holds if the sums over the layers, of (height × width × inputs + 1) × outputs, without "
        "padding, are these.",
        "mirrored-model",
        judge_parameters,
    ),
    *(_number(label, metric) for label in NAMES for metric in METRICS),
    *(
        _pair(*pair, metric)
        for metric in ("test loss", "test accuracy")
        for pair in pairwise(RANKING)
    ),
    *(
        _record(
            f"ranking-{short}",
            f"By test {short}: PReLU, then α = -0.5, -1, 0, 0.5, 1.",
            ORDER_RULES[short],
            "mirrored-report",
            partial(judge_order, metric=f"test {short}"),
        )
        for short in ("loss", "accuracy")
    ),
    _record(
        "negative-better",
        "Negative slopes perform better.",
        "Paired 95 % t intervals of the test loss of α = -1 and of α = -0.5, each less that of "
        "α = 0, on mirrored data. Holds if both lie below 0; does not hold if one lies above; "
        "otherwise not decided.",
        "mirrored-cause",
        partial(judge_all_below, pairs=tuple((label, "zero") for label in NEGATIVE)),
    ),
    _record(
        "negative-because-mirrored",
        "Negative slopes are better because every image comes with its negative.",
        "Mean over α = -1 and α = -0.5 of the logarithm of test loss, less that of α = 0: on "
        "mirrored data less on plain data, after as many steps. Paired 95 % t interval over the "
        "seeds. Holds if it lies below 0: the slopes help more where the data are mirrored; does "
        "not hold if above; otherwise not decided.",
        "mirrored-cause",
        judge_polarity,
    ),
    _identity(
        "abs-never-off",
        "With the absolute value no unit is switched off for the images of one polarity.",
        "Holds if the slope of the activation is not 0 at any of 600 values of z, half of them "
        "negative, α = -1.",
        "mirrored-cause",
        judge_never_off,
    ),
    _record(
        "abs-blind",
        "With the absolute value the sign of z does not matter: a negative is to it as its image.",
        "Distance between the first layer's responses to a test image and to its negative, as a "
        "share of that between two test images, α = -1. 95 % t interval over seeds. Holds if it "
        "lies below 1; does not hold if above; otherwise not decided.",
        "mirrored-polarity",
        judge_blind,
    ),
    _record(
        "half-regularises",
        "α = -0.5 beats α = -1 because it regularises more.",
        "To regularise more is to leave a smaller gap between test and training loss, same "
        "weights. Paired 95 % t intervals of α = -0.5 less α = -1. Holds if the test loss and the "
        "gap both lie below 0; does not hold if either lies above; otherwise not decided.",
        "mirrored-regularisation",
        judge_regularises,
    ),
    _record(
        "smaller-better",
        "The smaller the absolute value of α, the better.",
        "Paired 95 % t intervals of the test loss of the smaller |α| less that of the larger: "
        "-0.5 and -1, 0 and -0.5, 0 and 0.5, 0.5 and 1. Holds if all four lie below 0; does not "
        "hold if one lies above; otherwise not decided.",
        "mirrored-report",
        partial(judge_all_below, pairs=SMALLER),
    ),
    _record(
        "one-not-separable",
        "α = 1 fails because MNIST is not linearly separable.",
        "If that were the cause, the same linear network would fail on plain MNIST as well. Its "
        "test accuracy there, 95 % t interval over seeds. Holds if it lies below 50 %; does not "
        "hold if above 85 %; otherwise holds with a caveat.",
        "mirrored-affine",
        judge_not_separable,
    ),
    _record(
        "one-high-bias",
        "With α = 1 the trouble is high bias, not variance.",
        "Test loss less training loss, same weights, 95 % t interval over seeds. Holds if it lies "
        "within 0.01 nats of 0 and the mean training loss exceeds 2 nats; does not hold if it "
        "lies above 0.1 nats; otherwise holds with a caveat.",
        "mirrored-affine",
        judge_high_bias,
    ),
    _record(
        "one-no-switch",
        "With α = 1 there is no regularisation, since no unit can be switched off.",
        "No slope but 0 can switch a unit off. If that took away regularisation, α = 0.5 would "
        "leave a larger gap between test and training loss than α = 0. Paired 95 % t interval. "
        "Holds if it lies above 0; does not hold if below; otherwise not decided.",
        "mirrored-regularisation",
        judge_no_switch,
    ),
    _identity(
        "one-neuron",
        "With α = 1 the network equals one layer of a single neuron.",
        "Holds if f(x + y) + f(0) = f(x) + f(y) and the map to the ten scores has rank 1, as a "
        "single neuron's has; does not hold if the first is violated; with a caveat where the map "
        "is affine but of higher rank.",
        "mirrored-affine",
        judge_one_neuron,
    ),
    _record(
        "prelu-best",
        "PReLU is the best of all.",
        "Paired 95 % t intervals of the test loss of PReLU less that of each of the five fixed "
        "slopes. Holds if all lie below 0; does not hold if one lies above; otherwise not "
        "decided.",
        "mirrored-report",
        partial(judge_all_below, pairs=tuple(("prelu", label) for label in RANKING[1:])),
    ),
    _record(
        "prelu-because-learnt",
        "PReLU is best because all its slopes are optimised.",
        "What is not so has no cause: does not hold where a fixed slope has the lower test loss, "
        "its paired 95 % t interval excluding 0. Otherwise it cannot be tested here: the study "
        "has no network whose slopes are fixed from the start at the learnt values.",
        "mirrored-slopes",
        judge_optimised,
    ),
    *(_slope_number(layer, statistic) for layer in (1, 2) for statistic in ("mean", "sd")),
    _record(
        "layer-1-negative",
        "Layer 1's slopes go negative because it sees both polarities.",
        "Mean of layer 1's slopes, 95 % t interval over seeds on mirrored data, and paired less "
        "the same on plain data. Holds if both lie below 0; does not hold if either lies above; "
        "otherwise not decided.",
        "mirrored-slopes",
        judge_both_polarities,
    ),
    _record(
        "layer-2-near-relu",
        "Layer 2 stays near ReLU because the sign of its inputs means something.",
        "On plain data the sign of layer 1's inputs means something too, so its slopes should "
        "stay near 0 as well. 95 % t intervals of the mean slope of layer 2 on mirrored data and "
        "of layer 1 on plain data. Holds if both lie within 0.1 of 0; does not hold if either "
        "lies wholly farther; otherwise not decided.",
        "mirrored-slopes",
        judge_near_relu,
    ),
    _record(
        "layer-1-settles",
        "Layer 1 settles at -0.15, not -0.5, because smaller absolute values are better.",
        "Does not hold where the claim that a smaller |α| is better does not, nor where layer 1's "
        "mean slope still moves down by more than 0.01 in the last epoch (paired 95 % t "
        "interval). Holds if that claim holds and the change lies within 0.01 of 0; otherwise "
        "holds with a caveat if that claim holds, else not decided.",
        "mirrored-slopes",
        judge_settles,
    ),
]  # fmt: skip
