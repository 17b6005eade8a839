"""The claims of hw6-q1 that only measurement, or the literature, decides, and their rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.claims.base import Evidence, Judgement, Verdict, claims_of
from nnlab.claims.judges import decided, three_way
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.rates import difference_of_rates, rate_of
from nnlab.statistics.sample import Estimate
from nnlab.studies.activations import (
    CHOOSING,
    DEEPEST,
    DEEPEST_RATES,
    RATES,
    beta_label,
    label,
    learnt_label,
)
from nnlab.studies.activations_again import CHOSEN
from nnlab.studies.gradient_flow import dead_label
from nnlab.studies.gradient_flow import label as flow_label
from nnlab.studies.landscapes import DEPTHS
from nnlab.studies.landscapes import label as shape_label

SOURCE = "HW6 report, question 1"
Array = np.ndarray
LITTLE = 0.0025  # of accuracy: a gain below a quarter of a point is none
STUCK = 1.0  # nats: a run whose last epoch's training loss is above this has hardly learnt
MEASURES = ("eigenvalue", "bend", "roughness")
LABELS = {
    "relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh", "swish": "Swish", "mish": "Mish",
    "elu": "ELU", "gelu": "GELU", "leaky_relu": "leaky ReLU",
}  # fmt: skip


def runs(record: dict, label: str, metric: str) -> Array:
    """(n,) one value a seed, in the order of the seeds."""
    return np.array(record["settings"][label]["results"][metric], float)


def back(record: dict, activation: str, scheme: str, layers: int = 49) -> Array:
    """(n,) log10 of the gradient so many layers back, over that at the last layer."""
    entry = record["settings"][flow_label(activation, scheme)]["results"]
    return np.array(entry["gradient back"][str(layers)], float)


# book: chosen
def chosen_rate(record: dict, activation: str, depth: int, speed: bool = False) -> float:
    """The learning rate that the first seeds choose: by validation accuracy, or by speed.

    Speed is the mean training loss over all epochs, the lower the better.
    """
    rates = DEEPEST_RATES if depth == DEEPEST else RATES

    def score(rate: float) -> float:
        name = label(activation, depth, rate)
        if speed:
            return -runs(record, name, "mean loss")[:CHOOSING].mean()
        return runs(record, name, "validation accuracy").mean()

    return max(rates, key=score)


def at_best(
    record: dict,
    activation: str,
    depth: int,
    metric: str,
    speed: bool = False,
) -> Array:
    """(n,) the metric at the chosen rate, on seeds that had no part in choosing it."""
    rate = chosen_rate(record, activation, depth, speed)
    return runs(record, label(activation, depth, rate), metric)[CHOOSING:]


# book: end
def points(e: Estimate) -> str:
    """An estimate of accuracy, in points."""
    return f"{100 * e.value:+.2f} points ({100 * e.low:+.2f} to {100 * e.high:+.2f})"


def plain(e: Estimate, digits: int = 2) -> str:
    return f"{e.value:.{digits}f} ({e.low:.{digits}f} to {e.high:.{digits}f})"


def percent(e: Estimate) -> str:
    return f"{100 * e.value:.1f} % ({100 * e.low:.1f} to {100 * e.high:.1f})"


def count_above(found: Sequence[Estimate]) -> Verdict:
    """HOLDS if all intervals lie above 0, FAILS if none does, else CAVEAT."""
    above = [e.low > 0 for e in found]
    return three_way(holds=all(above), fails=not any(above))


def judge_vanishing(record: dict) -> Judgement:
    texts, found = [], []
    for scheme, usual in (("lecun", False), ("he", True)):
        for other in ("sigmoid", "tanh"):
            gap = paired_t_interval(back(record, "relu", scheme), back(record, other, "lecun"))
            found.append(gap)
            how = "each with its usual weights" if usual else "all with variance 1/n"
            texts.append(f"{plain(gap, 1)} against {other}, {how}")
    return Judgement(
        count_above(found),
        "Through 49 layers, log10 of the gradient that is left, ReLU's less the other's: "
        + "; ".join(texts) + ".",
    )  # fmt: skip


def judge_shrinks(record: dict) -> Judgement:
    one, two = (t_interval(back(record, "relu", scheme)) for scheme in ("lecun", "he"))
    return Judgement(
        three_way(holds=one.low >= 0 and two.low >= 0, fails=one.high < -1),
        f"Through 49 ReLU layers log10 of the gradient changes by {plain(one, 1)} with weights of "
        f"variance 1/n and by {plain(two, 1)} with 2/n. The zeros halve its square at each layer.",
    )


def judge_explodes(record: dict) -> Judgement:
    found = {s: t_interval(back(record, "relu", s)) for s in ("lecun", "he", "double he")}
    most = max(found.values(), key=lambda e: e.low)
    return Judgement(
        Verdict.HOLDS if most.low > 3 else Verdict.FAILS,
        "Through 49 ReLU layers log10 of the gradient changes by "
        + ", ".join(
            f"{plain(e, 1)} with variance {v}/n"
            for v, e in zip((1, 2, 4), found.values(), strict=True)
        )
        + ".",
    )


def judge_flow(record: dict) -> Judgement:
    texts, found = [], []
    for scheme, name in (("he", "variance 2/n"), ("corrected", "each one's corrected gain")):
        for other in ("swish", "mish"):
            gap = paired_t_interval(
                np.abs(back(record, "relu", scheme)), np.abs(back(record, other, scheme))
            )
            found.append(gap)
            texts.append(f"{LABELS[other]} {plain(gap)} at {name}")
    return Judgement(
        count_above(found),
        "By how many powers of ten ReLU's gradient changes through 49 layers, less the other's: "
        + "; ".join(texts) + ".",
    )  # fmt: skip


def judge_init_sensitivity(record: dict) -> Judgement:
    bad = t_interval(runs(record, dead_label(64, 5, -2.0), "dead"))
    good = t_interval(runs(record, dead_label(64, 5), "dead"))
    return Judgement(
        three_way(holds=bad.low >= 0.5 and good.high <= 0.05, fails=bad.high < 0.05),
        f"Before any step, of 5 layers of 64 ReLU units {percent(bad)} are dead with biases of "
        f"-2, {percent(good)} with biases of 0, on 256 inputs.",
    )


def faster(record: dict, name: str, other: str, depth: int) -> Estimate:
    """By how much an activation's mean loss is below another's, seed by seed, each at its rate."""
    its, mine = (at_best(record, f, depth, "mean loss", speed=True) for f in (other, name))
    return paired_t_interval(its, mine)


def judge_faster(record: dict) -> Judgement:
    found = {
        f"against {other} at {depth} layers": faster(record, "relu", other, depth)
        for depth in (2, 10)
        for other in ("sigmoid", "tanh")
    }
    return Judgement(
        count_above(list(found.values())),
        "Training loss averaged over all epochs, each at its fastest learning rate; ReLU is ahead "
        "by " + "; ".join(f"{plain(e, 3)} {name}" for name, e in found.items()) + ".",
    )  # fmt: skip


def share(record: dict, label: str, metric: str) -> Estimate:
    return Estimate(*record["settings"][label]["results"][metric])


def judge_sparsity(record: dict) -> Judgement:
    found = {}
    for name in ("relu", "sigmoid", "tanh"):
        found[name] = share(record, label(name, 2, chosen_rate(record, name, 2)), "zeros")
    others = max(found["sigmoid"].high, found["tanh"].high)
    return Judgement(
        three_way(
            holds=found["relu"].low >= 0.1 and others < 0.001,
            fails=found["relu"].high < 0.01 or others >= found["relu"].low,
        ),
        "After training, exact zeros among the hidden outputs (2 layers, chosen rate): "
        + ", ".join(f"{LABELS[n]} {percent(e)}" for n, e in found.items()) + ".",
    )  # fmt: skip


def judge_dying(record: dict) -> Judgement:
    high = label("relu", 10, RATES[-1])
    dead = share(record, high, "dead")
    loss = paired_t_interval(
        at_best(record, "relu", 10, "test accuracy"),
        runs(record, high, "test accuracy")[CHOOSING:],
    )
    mild = share(record, label("relu", 10, chosen_rate(record, "relu", 10)), "dead")
    return Judgement(
        three_way(
            holds=dead.low >= 0.3 and loss.low >= 0.1, fails=dead.high < 0.05 or loss.high <= 0
        ),
        f"Ten hidden ReLU layers, Adam with a rate of {RATES[-1]:g}: {percent(dead)} of the "
        f"units are dead after training, and accuracy is lower by {points(loss)} than at the "
        f"chosen rate, where {percent(mild)} are dead.",
    )


def lead(record: dict, name: str, other: str, depth: int) -> Estimate:
    """By how much an activation's accuracy is above another's, seed by seed, each at its rate.

    record: of the study activations-again.
    """
    mine, its = (
        runs(record, label(f, depth, CHOSEN[depth][f]), "test accuracy") for f in (name, other)
    )
    return paired_t_interval(mine, its)


def gained(found: Sequence[Estimate]) -> Verdict:
    """HOLDS if all intervals lie above 0, CAVEAT if some do; else FAILS if all below LITTLE."""
    above = [e.low > 0 for e in found]
    none = all(e.high < LITTLE for e in found)
    return three_way(holds=all(above), fails=none and not any(above), partly=any(above))


def judge_generalisation(record: dict) -> Judgement:
    found = {
        f"{LABELS[name]} at {depth} layers": lead(record, name, "relu", depth)
        for depth in CHOSEN
        for name in ("swish", "mish")
    }
    return Judgement(
        gained(list(found.values())),
        "Accuracy on 10,000 other images, less ReLU's, each at its chosen rate: "
        + "; ".join(f"{name} {points(e)}" for name, e in found.items()) + ".",
    )  # fmt: skip


def judge_optimisation(record: dict) -> Judgement:
    found = {
        f"{LABELS[name]} at {depth} layers": faster(record, name, "relu", depth)
        for depth in (2, 10)
        for name in ("swish", "mish")
    }
    return Judgement(
        count_above(list(found.values())),
        "Training loss averaged over all epochs, each at its fastest rate, ReLU's less the "
        "other's: "
        + "; ".join(f"{name} {plain(e, 3)}" for name, e in found.items()) + ".",
    )  # fmt: skip


def judge_beta_range(record: dict) -> Judgement:
    found = [t_interval(runs(record, learnt_label(d), "negative")) for d in (2, 10)]
    return Judgement(
        three_way(holds=all(e.high < 0.01 for e in found), fails=any(e.low > 0.1 for e in found)),
        f"Of the learnt βs {percent(found[0])} are negative with 2 layers and "
        f"{percent(found[1])} with 10. A unit with β < 0 lies between z/2 and min(z, 0), "
        "outside that range.",
    )


def gap_of(record: dict, beta: float) -> Array:
    """(n,) accuracy on the training images less that on 10,000 others, Swish with that β."""
    name = beta_label(beta)
    return runs(record, name, "train accuracy") - runs(record, name, "test accuracy")


def judge_beta_regularises(record: dict) -> Judgement:
    change = paired_t_interval(gap_of(record, 10.0), gap_of(record, 0.0))
    from_one = paired_t_interval(gap_of(record, 10.0), gap_of(record, 1.0))
    return Judgement(
        decided(holds=change.high < 0, fails=change.low > 0),
        "Accuracy on training images less that on others: from β = 0 to β = 10 it changes by "
        f"{points(change)}, from β = 1 to β = 10 by {points(from_one)}.",
    )


def judge_deep(record: dict) -> Judgement:
    found = {depth: lead(record, "mish", "swish", depth) for depth in (10, DEEPEST)}
    return Judgement(
        gained(list(found.values())),
        "Accuracy on 10,000 other images, Mish's less Swish's, each at its chosen rate: "
        + "; ".join(f"{points(e)} at {d} layers" for d, e in found.items()) + ".",
    )  # fmt: skip


def shape_ratio(record: dict, measure: str, depth: int, other: str) -> Estimate:
    """Mean of ln(other's / Mish's) of a measure of roughness; above 0 is Mish smoother."""

    def log(name: str) -> Array:
        return np.log(np.abs(runs(record, shape_label(name, depth), measure)))

    return paired_t_interval(log(other), log("mish"))


def judge_smoother(record: dict) -> Judgement:
    found, texts = [], []
    for measure in MEASURES:
        for other in ("relu", "swish"):
            pair = [shape_ratio(record, measure, depth, other) for depth in DEPTHS]
            found += pair
            factors = " and ".join(f"{np.exp(e.value):.2f}" for e in pair)
            texts.append(f"{measure} {factors} against {LABELS[other]}")
    smoother = sum(e.low > 0 for e in found)
    rougher = sum(e.high < 0 for e in found)
    return Judgement(
        three_way(holds=smoother == len(found), fails=smoother < len(found) / 2),
        f"Mish is smoother in {smoother} of {len(found)} comparisons and rougher in {rougher}. "
        "How many times Mish's value the other's is, at 2 and at 10 layers: "
        f"{'; '.join(texts)}.",
    )


def stuck(record: dict, activation: str) -> Array:
    """Whether each run with 20 layers has hardly learnt, over three learning rates."""
    names = [label(activation, DEEPEST, rate) for rate in DEEPEST_RATES[1:]]
    return np.concatenate([runs(record, name, "last loss") > STUCK for name in names])


def judge_traps(record: dict) -> Judgement:
    rates = {name: rate_of(stuck(record, name)) for name in ("mish", "relu", "swish")}
    fewer = {name: difference_of_rates(rates[name], rates["mish"]) for name in ("relu", "swish")}
    shown = [low > 0 for low, _ in fewer.values()]
    return Judgement(
        three_way(
            holds=all(shown),
            fails=any(high < 0 for _, high in fewer.values()),
            partly=any(shown),
        ),
        "Runs with 20 hidden layers whose last training loss is above 1 nat: "
        + ", ".join(f"{LABELS[n]} {r.successes} of {r.trials}" for n, r in rates.items())
        + ". Less Mish's share: "
        + "; ".join(
            f"{LABELS[name]}'s {100 * low:.1f} to {100 * high:.1f} points"
            for name, (low, high) in fewer.items()
        )
        + ".",
    )


def judge_dropout(_: dict) -> Judgement:
    return Judgement(
        Verdict.FAILS,
        "Dropout draws a new random mask at each pass and averages over 2ⁿ thinned networks "
        "(Srivastava et al., 2014). ReLU's zeros are a fixed function of weights and input: the "
        "same input has the same zeros. Sparse activity is the right word (Glorot, Bordes and "
        "Bengio, 2011).",
    )


def judge_cheaper(_: dict) -> Judgement:
    return Judgement(
        Verdict.CAVEAT,
        "ReLU is one comparison, the others need an exponential. But a unit with n inputs "
        "first takes 2n operations for its weighted sum: with n = 128 those are 256, and the "
        "exponential some 10 to 20. The page measures both; no record can, for time depends "
        "on the machine.",
    )


def judge_variants(_: dict) -> Judgement:
    return Judgement(
        Verdict.UNTESTABLE,
        "A claim about many data sets and models; this book has few. Ramachandran et al. (2017) "
        "say so of ReLU's rivals before theirs; Xu et al. (2015) find leaky variants consistently "
        "better.",
    )


def judge_bounded_regularises(_: dict) -> Judgement:
    return Judgement(
        Verdict.UNTESTABLE,
        "No activation differs from another in this alone. Ramachandran et al. (2017) and Misra "
        "(2020) state it as a motivation; neither of the 2 papers measures it apart.",
    )


def judge_expressivity(_: dict) -> Judgement:
    return Judgement(
        Verdict.UNTESTABLE,
        "The claim names no measure. As to which functions can be approximated, all 3 are equal: "
        "none is a polynomial (Leshno et al., 1993).",
    )


_claim = claims_of("hw6-q1-", SOURCE, otherwise=Evidence.LITERATURE)


CLAIMS = [
    _claim(
        "less-vanishing",
        "With ReLU gradients vanish less than with sigmoid and tanh.",
        "log10 of the gradient 49 layers back over that at the last layer. Four paired 95 % t "
        "intervals, ReLU's less sigmoid's and tanh's, once all with weights of variance 1/n, once "
        "ReLU with 2/n. Holds if all lie above 0; does not hold if none does; else with a caveat.",
        "activations-vanishing",
        judge_vanishing,
        "gradient-flow",
    ),
    _claim(
        "nothing-shrinks",
        "Since ReLU's derivative is 1, there is no way for the gradient to shrink.",
        "Mean change of log10 of the gradient through 49 ReLU layers. Holds if the 95 % t "
        "interval has its lower end at 0 or above with weights of variance 1/n and 2/n; does "
        "not hold if with 1/n its upper end is below -1; otherwise holds with a caveat.",
        "activations-shrink",
        judge_shrinks,
        "gradient-flow",
    ),
    _claim(
        "explodes",
        "With ReLU the gradient may explode.",
        "Largest change of log10 of the gradient through 49 ReLU layers with weights of "
        "variance 1/n, 2/n and 4/n. Holds if the lower end of its 95 % t interval is above 3; "
        "else does not hold.",
        "activations-shrink",
        judge_explodes,
        "gradient-flow",
    ),
    _claim(
        "gradient-flow",
        "By their negative values and their fall, Swish and Mish let the gradient flow better "
        "than ReLU.",
        "Size of the change of log10 of the gradient through 49 layers; less is better. Four "
        "paired 95 % t intervals, ReLU's less Swish's and Mish's, with weights of variance "
        "2/n and with each one's corrected gain. Holds if all lie above 0; does not hold if "
        "none does; else with a caveat.",
        "activations-vanishing",
        judge_flow,
        "gradient-flow",
    ),
    _claim(
        "initialisation",
        "Unsuitable initial values may leave most ReLU units off from the start.",
        "Share of dead ReLU units before any step. Holds if the lower end of its 95 % t interval "
        "is at least 50 % with biases of -2 and the upper end at most 5 % with biases of 0; does "
        "not hold if the upper end with -2 is below 5 %; otherwise holds with a caveat.",
        "activations-dead",
        judge_init_sensitivity,
        "gradient-flow",
    ),
    _claim(
        "faster",
        "With ReLU training converges faster than with sigmoid and tanh.",
        "Training loss averaged over the epochs. Each activation at the rate of which the "
        "first 10 seeds have the lowest; four paired 95 % t intervals on the other 30, "
        "sigmoid's and tanh's less ReLU's, with 2 and with 10 layers. Holds if all lie above "
        "0; does not hold if none does; else with a caveat.",
        "activations-training",
        judge_faster,
        "activations",
    ),
    _claim(
        "sparsity",
        "ReLU makes exact zeros and so a sparse network; sigmoid and tanh never do.",
        "Share of hidden outputs that are exactly 0 after training. Holds if ReLU's lower end "
        "(95 %) is at least 10 % and the others' upper ends are below 0.1 %; does not hold if "
        "ReLU's upper end is below 1 % or another's reaches ReLU's; otherwise holds with a "
        "caveat.",
        "activations-sparsity",
        judge_sparsity,
        "activations",
    ),
    _claim(
        "dying",
        "Many ReLU units can die in training, and the network then cannot learn.",
        "Ten hidden ReLU layers at the highest rate of the sweep. Holds if the lower end (95 "
        "%) of the share of dead units is at least 30 % and accuracy is at least 10 points "
        "below that at the chosen rate; does not hold if the upper end of the share is below "
        "5 % or no accuracy is lost; otherwise holds with a caveat.",
        "activations-dead",
        judge_dying,
        "activations",
    ),
    _claim(
        "generalisation",
        "Being smooth, Swish and Mish generalise better than ReLU.",
        "Accuracy on 10,000 images not trained on. Each activation at the rate of which the "
        "first 10 seeds of another study have the best validation accuracy; six paired 95 % t "
        "intervals, Swish's and Mish's less ReLU's, with 2, 10 and 20 layers. Holds if all lie "
        "above 0, with a caveat if some do; otherwise does not hold if all lie below a quarter "
        "of a point, else not decided.",
        "activations-training",
        judge_generalisation,
        "activations-again",
    ),
    _claim(
        "optimisation",
        "Being smooth, Swish and Mish are easier to optimise than ReLU.",
        "Training loss averaged over all the epochs. Each activation at the rate of which the "
        "first 10 seeds have the lowest; four paired 95 % t intervals on the other 30, ReLU's "
        "less Swish's and Mish's, with 2 and with 10 layers. Holds if all lie above 0; does "
        "not hold if none does; else with a caveat.",
        "activations-training",
        judge_optimisation,
        "activations",
    ),
    _claim(
        "beta-range",
        "A unit that learns its β lies somewhere between linear (β = 0) and ReLU.",
        "Share of negative βs after training from β = 1. Holds if the upper end of its 95 % t "
        "interval is below 1 % with 2 and with 10 layers; does not hold if a lower end is above "
        "10 %; otherwise holds with a caveat.",
        "activations-learnt-beta",
        judge_beta_range,
        "activations",
    ),
    _claim(
        "beta-regularises",
        "β sets how much a unit regularises: not at all at β = 0, like ReLU for large β.",
        "Accuracy on the training images less that on 10,000 others. Paired 95 % t interval "
        "of its value at β = 10 less that at β = 0, two hidden layers. Holds if it lies below "
        "0; does not hold if above; otherwise not decided.",
        "activations-learnt-beta",
        judge_beta_regularises,
        "activations",
    ),
    _claim(
        "mish-deep",
        "Mish does better than Swish in deep networks.",
        "Accuracy on 10,000 other images at each one's chosen rate. Paired 95 % t intervals "
        "of Mish's less Swish's, with 10 and with 20 layers. Holds if both lie above 0, with a "
        "caveat if one does; otherwise does not hold if both lie below a quarter of a point, "
        "else not decided.",
        "activations-training",
        judge_deep,
        "activations-again",
    ),
    _claim(
        "landscape",
        "The loss landscape of Mish is far smoother than those of ReLU and Swish.",
        "Three measures of roughness at 2 and at 10 layers: the largest Hessian eigenvalue of the "
        "trained networks, the largest change of slope along filter-normalised lines, and the "
        "change of gradient of a random network's output. Twelve paired 95 % t intervals of "
        "logarithms. Holds if Mish is smoother in all; does not hold if in fewer than half; "
        "otherwise holds with a caveat.",
        "activations-landscape",
        judge_smoother,
        "landscapes",
    ),
    _claim(
        "traps",
        "With Mish, saddle points and local minima trap training less.",
        "Share of runs with 20 hidden layers whose last training loss is above 1 nat, at rates of "
        "0.001, 0.003 and 0.01. Holds if the 95 % Newcombe intervals of ReLU's less Mish's and of "
        "Swish's less Mish's lie above 0; does not hold if one lies below; otherwise with a "
        "caveat if one lies above, else not decided.",
        "activations-landscape",
        judge_traps,
        "activations-again",
    ),
    _claim(
        "dropout",
        "ReLU's zeros are a kind of dropout.",
        "By the definition of dropout cited. Holds if the zeros are random at each pass; else "
        "does not hold.",
        "activations-sparsity",
        judge_dropout,
    ),
    _claim(
        "cheaper",
        "ReLU is cheaper to compute than sigmoid and tanh.",
        "By a count of operations. Holds if ReLU needs fewer and they are most of a layer's work; "
        "with a caveat if fewer, but not most.",
        "activations-cost",
        judge_cheaper,
    ),
    _claim(
        "variants",
        "Other variants of ReLU are inconsistent over data sets and models.",
        "By the literature cited. Cannot be tested with the data of this book.",
        "activations-training",
        judge_variants,
    ),
    _claim(
        "bounded-below",
        "Being bounded below regularises.",
        "By the literature cited. Cannot be tested unless some measurement sets it apart.",
        "activations-table",
        judge_bounded_regularises,
    ),
    _claim(
        "expressivity",
        "Negative outputs and non-monotonicity make Swish and Mish more expressive.",
        "By the literature cited. Cannot be tested without a measure of expressivity.",
        "activations-approximation",
        judge_expressivity,
    ),
]
