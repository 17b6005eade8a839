"""The claims of hw2-q4 and their rules."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from nnlab.claims.base import Claim, Evidence, Judgement, Verdict, claims_of
from nnlab.claims.judges import decided, number, three_way
from nnlab.experiments.hoda import Setting, sizes
from nnlab.reported.hw2_q4 import NUMBERS
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.sample import Estimate
from nnlab.studies.hoda import HIDDEN

SOURCE = "HW2 report, question 4"
MODELS = {"m0": "no hidden layer", "m1": "15 hidden units", "m2": "hidden layers of 50, 30 and 15"}
GAP = 0.02  # of accuracy between training and other images; up to here: no overfitting
POINT = 0.01  # of accuracy: what "about" allows
READ = 0.005  # the report reads the accuracy of m0 to whole per cents
# suffix of a reported number -> what the record calls it
METRICS = {
    "accuracy": "accuracy",
    "loss": "loss",
    "test-accuracy": "test accuracy",
    "test-loss": "test loss",
    "accuracy-99": "accuracy, one epoch before",
    "loss-99": "loss, one epoch before",
    "test-accuracy-99": "test accuracy, one epoch before",
    "test-loss-99": "test loss, one epoch before",
}


def runs(record: dict, label: str, metric: str) -> np.ndarray:
    """(n,) one value a seed, in the order of the seeds."""
    return np.array(record["settings"][label]["results"][metric])


def gap(record: dict, label: str) -> np.ndarray:
    """(n,) accuracy on the training images less that on all others, at the last epoch."""
    return runs(record, label, "accuracy") - runs(record, label, "rest accuracy")


def percent(estimate: Estimate) -> str:
    """An estimate of accuracy, in points."""
    low, high = 100 * estimate.low, 100 * estimate.high
    return f"{100 * estimate.value:.2f} points (95 % {low:.2f} to {high:.2f})"


def judge_number(record: dict, name: str) -> Judgement:
    """Is the report's single value where one more run would fall?"""
    model, _, metric = name.partition("-")
    read_to = READ if name == "m0-test-accuracy" else 0.0
    return number(runs(record, model, METRICS[metric]), NUMBERS[name], read_to)


def judge_parameters(_: dict, model: str, hidden: tuple[int, ...] | None = None) -> Judgement:
    """The check fails for a network of another shape."""
    layers = sizes(Setting(hidden=HIDDEN[model] if hidden is None else hidden))
    count = sum((n + 1) * m for n, m in pairwise(layers))
    same = count == NUMBERS[f"{model}-parameters"]
    shape = "-".join(map(str, layers))
    return Judgement(
        Verdict.HOLDS if same else Verdict.FAILS,
        f"{shape} has {count} weights and biases.",
    )


def judge_no_overfitting(record: dict, model: str = "m0") -> Judgement:
    found = t_interval(gap(record, model))
    verdict = decided(holds=found.high <= GAP, fails=found.low > GAP)
    on_200 = runs(record, model, "accuracy") - runs(record, model, "test accuracy")
    return Judgement(
        verdict,
        f"Accuracy on the training images exceeds that on the other images by {percent(found)}. "
        f"On the course's 200 test images the gap is {percent(t_interval(on_200))}.",
    )


def judge_points(
    record: dict, more: str, less: str, about: float, metric: str = "rest accuracy"
) -> Judgement:
    """Is one model about so much more accurate than another, within a point?"""
    found, on_200 = (
        paired_t_interval(runs(record, more, name), runs(record, less, name))
        for name in (metric, "test accuracy")
    )
    low, high = about - POINT, about + POINT
    verdict = decided(
        holds=found.low >= low and found.high <= high, fails=found.high < low or found.low > high
    )
    where = "other" if metric == "rest accuracy" else "training"
    return Judgement(
        verdict,
        f"The difference is {percent(found)} on the {where} images, {percent(on_200)} on the 200.",
    )


def judge_less_overfitting(record: dict) -> Judgement:
    found = paired_t_interval(gap(record, "m1"), gap(record, "m0"))
    verdict = decided(holds=found.high < 0, fails=found.low > 0)
    return Judgement(verdict, f"The gap of m1 less that of m0 is {percent(found)}.")


def judge_overfits(record: dict) -> Judgement:
    found = t_interval(gap(record, "m2"))
    verdict = decided(holds=found.low > GAP, fails=found.high <= GAP)
    return Judgement(verdict, f"Its gap is {percent(found)}.")


def judge_best(record: dict) -> Judgement:
    gains = [
        paired_t_interval(
            runs(record, "m2", "rest accuracy"), runs(record, other, "rest accuracy")
        )
        for other in ("m0", "m1")
    ]
    verdict = decided(
        holds=all(gain.low > 0 for gain in gains), fails=any(gain.high < 0 for gain in gains)
    )
    return Judgement(
        verdict,
        f"On the other images m2 is better than m0 by {percent(gains[0])} and better than m1 by "
        f"{percent(gains[1])}.",
    )


def judge_more_data(record: dict) -> Judgement:
    few, many = t_interval(gap(record, "m2")), t_interval(gap(record, "m2-n20000"))
    halved = many.high <= few.low / 2
    verdict = three_way(holds=many.high <= GAP, fails=many.high > GAP and not halved)
    return Judgement(
        verdict,
        f"The gap of m2 is {percent(few)} with 1,000 training images and {percent(many)} with "
        "20,000.",
    )


def judge_scaling(record: dict) -> Judgement:
    gains = {}
    for model in MODELS:
        raw = runs(record, f"{model}-raw", "rest accuracy")
        gains[model] = paired_t_interval(runs(record, model, "rest accuracy")[: len(raw)], raw)
    above = [gain.low > 0 for gain in gains.values()]
    text = ", ".join(f"{percent(gain)} for {model}" for model, gain in gains.items())
    return Judgement(
        three_way(holds=all(above), fails=not any(above)),
        f"Division by 255 raises accuracy on the other images by {text}.",
    )


def judge_underfitting(record: dict) -> Judgement:
    large = t_interval(runs(record, "m2", "accuracy"))
    more = paired_t_interval(runs(record, "m2", "accuracy"), runs(record, "m1", "accuracy"))
    verdict = three_way(holds=more.high < 0, fails=large.low >= 0.98 and more.high >= 0)
    return Judgement(
        verdict,
        f"After 100 epochs m2 has a training accuracy of {large.value:.2%} (95 % {large.low:.2%} "
        f"to {large.high:.2%}), and more than m1 by {percent(more)}.",
    )


def _number(name: str) -> Claim:
    model, _, metric = name.partition("-")
    what = METRICS[metric].replace(", one epoch before", "")
    what = what if "test" in what else f"training {what}"
    epoch = 99 if metric.endswith("99") else 100
    read = (
        " widened by half a point, since the report reads whole per cents;"
        if (name == "m0-test-accuracy")
        else ""
    )
    return Claim(
        id=f"hw2-q4-{name}",
        source=SOURCE,
        says=f"The model with {MODELS[model]} has a {what} of {NUMBERS[name]:.4g} "
        f"at epoch {epoch}.",
        evidence=Evidence.RECORD,
        rule="Holds if the value lies in the distribution-free 95 % prediction interval for one "
        f"more run, over the seeds of study hoda, setting {model}, the same 200 test images;"
        f"{read} else does not hold.",
        anchor="hoda-report",
        study="hoda",
        judge=partial(judge_number, name=name),
    )


def _parameters(model: str) -> Claim:
    return Claim(
        id=f"hw2-q4-{model}-parameters",
        source=SOURCE,
        says=f"The model with {MODELS[model]} has {NUMBERS[f'{model}-parameters']} parameters.",
        evidence=Evidence.IDENTITY,
        rule="Holds if the sum of (inputs + 1) × units over the layers is that number.",
        anchor="hoda-models",
        study="",
        judge=partial(judge_parameters, model=model),
    )


_claim = claims_of("hw2-q4-", SOURCE, study="hoda")


CLAIMS = [
    *(_parameters(model) for model in MODELS),
    *(_number(name) for name in NUMBERS if name.partition("-")[2] in METRICS),
    _claim(
        "m0-no-overfitting",
        "The model without a hidden layer does not overfit.",
        "Gap: accuracy on the training images less accuracy on the images used for neither "
        "training nor the course's test, at epoch 100. Holds if the upper end of the 95 % t "
        "interval of its mean over seeds is at most 2 points; does not hold if the lower end is "
        "above 2 points; otherwise not decided.",
        "hoda-overfitting",
        judge_no_overfitting,
    ),
    _claim(
        "m1-three-points",
        "A hidden layer of 15 units is about 3 points better.",
        "Paired 95 % t interval over seeds of the difference in accuracy on the other images. "
        "Holds if it lies within 2 to 4 points; does not hold if it lies wholly outside; "
        "otherwise not decided.",
        "hoda-differences",
        partial(judge_points, more="m1", less="m0", about=0.03),
    ),
    _claim(
        "m1-three-points-training",
        "It is about 3 points better on the training images too.",
        "Paired 95 % t interval over seeds of the difference in accuracy on the training images, "
        "at epoch 100. Holds if it lies within 2 to 4 points; does not hold if it lies wholly "
        "outside; otherwise not decided.",
        "hoda-differences",
        partial(judge_points, more="m1", less="m0", about=0.03, metric="accuracy"),
        study="hoda-gains",
    ),
    _claim(
        "m2-two-points",
        "The large model is two points better still on test images.",
        "Paired 95 % t interval over seeds of its accuracy on the other images less that of the "
        "model with 15 units. Holds if it lies within 1 to 3 points; does not hold if it lies "
        "wholly outside; otherwise not decided.",
        "hoda-differences",
        partial(judge_points, more="m2", less="m1", about=0.02),
        study="hoda-gains",
    ),
    _claim(
        "m1-less-overfitting",
        "The model with 15 hidden units overfits less than the one without.",
        "Paired 95 % t interval of the gap of m1 less that of m0. Holds if it lies below 0; does "
        "not hold if above 0; otherwise not decided.",
        "hoda-overfitting",
        judge_less_overfitting,
    ),
    _claim(
        "m2-overfits",
        "The large model overfits.",
        "95 % t interval of its mean gap. Holds if the lower end is above 2 points; does not "
        "hold if the upper end is at most 2 points; otherwise not decided.",
        "hoda-overfitting",
        judge_overfits,
    ),
    _claim(
        "m2-best",
        "The large model is the best on test images all the same.",
        "Paired 95 % t intervals of its accuracy on the other images less that of each other "
        "model. Holds if both lie above 0; does not hold if one lies below 0; otherwise not "
        "decided.",
        "hoda-differences",
        judge_best,
    ),
    _claim(
        "more-data",
        "More data would cure the overfitting of the large model.",
        "Mean gap of the large model trained on 20,000 images, 100 epochs. Holds if the upper end "
        "of its 95 % t interval is at most 2 points; with a caveat if it is at most half of the "
        "lower end with 1,000 images; else does not hold.",
        "hoda-more-data",
        judge_more_data,
    ),
    _claim(
        "scaling",
        "Dividing the inputs by 255 helps training.",
        "For each model, paired 95 % t interval over seeds of accuracy on the other images with "
        "the division less without. Holds if all three lie above 0; does not hold if none does; "
        "otherwise holds with a caveat.",
        "hoda-scaling",
        judge_scaling,
    ),
    _claim(
        "underfitting",
        "The large model may underfit in 100 epochs, for its many parameters.",
        "Training accuracy at epoch 100. Holds if that of m2 is below that of m1, by the paired "
        "95 % t interval; does not hold if the lower end of its own 95 % t interval is at least "
        "98 %; otherwise holds with a caveat.",
        "hoda-overfitting",
        judge_underfitting,
    ),
]
