"""The claims of hw2-q6 and their rules. Epochs count from 0, as in the report."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnlab.claims.base import Claim, Evidence, Judgement, claims_of
from nnlab.claims.judges import decided, number, three_way
from nnlab.reported.hw2_q6 import NUMBERS
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.rates import rate_of
from nnlab.statistics.sample import Estimate

SOURCE = "HW2 report, question 6"
METRICS = {
    "accuracy": "accuracy",
    "loss": "loss",
    "test-accuracy": "batch test accuracy",
    "test-loss": "batch test loss",
}
EARLY, LATE = slice(2, 6), slice(6, 10)  # the four epochs up to 5, and the four after it
LAST = 9
STEADY = 0.002  # of test accuracy: a mean change smaller than this counts as none
ROUNDED = 0.5  # points: "one to two" is read as from one half to two and a half


def curves(record: dict, label: str, metric: str) -> np.ndarray:
    """(S, E) one row a seed, in the order of the seeds; one column an epoch."""
    return np.array(record["settings"][label]["results"][metric])


def oscillation(record: dict, label: str, changes: int = 5) -> np.ndarray:
    """(S,) mean absolute change of test accuracy from an epoch to the next, the last changes."""
    values = curves(record, label, "test accuracy")
    return np.abs(np.diff(values, axis=1))[:, -changes:].mean(axis=1)


def rise(record: dict, label: str, metric: str = "test loss") -> np.ndarray:
    """(S,) mean of a metric over epochs 6 to 9 less its mean over epochs 2 to 5."""
    values = curves(record, label, metric)
    return values[:, LATE].mean(axis=1) - values[:, EARLY].mean(axis=1)


def gap(record: dict, label: str) -> np.ndarray:
    """(S,) loss on test images less loss on training images, the same weights, last epoch."""
    return (curves(record, label, "test loss") - curves(record, label, "training loss"))[:, -1]


def turn(record: dict, label: str) -> int:
    """The epoch at which the mean test loss of all seeds is lowest."""
    return int(curves(record, label, "test loss").mean(axis=0).argmin())


def points(estimate: Estimate) -> str:
    """An estimate of accuracy, in points."""
    low, high = 100 * estimate.low, 100 * estimate.high
    return f"{100 * estimate.value:.2f} points (95 % {low:.2f} to {high:.2f})"


def nats(estimate: Estimate) -> str:
    """An estimate of a loss."""
    return f"{estimate.value:z.4f} nats (95 % {estimate.low:z.4f} to {estimate.high:z.4f})"


def paired(record: dict, a: str, b: str, measure) -> Estimate:
    """Mean of ``measure`` under a less that under b, over the seeds that both have."""
    first, second = measure(record, a), measure(record, b)
    n = min(len(first), len(second))
    return paired_t_interval(first[:n], second[:n])


def judge_number(record: dict, name: str) -> Judgement:
    """Is the report's single value where one more run would fall?"""
    metric, _, epoch = name.rpartition("-")
    return number(curves(record, "a", METRICS[metric])[:, int(epoch)], NUMBERS[name], student=True)


def judge_above_goal(record: dict) -> Judgement:
    final = curves(record, "a", "batch test accuracy")[:, LAST]
    found = rate_of(final > NUMBERS["test-accuracy-goal"])
    return Judgement(
        decided(holds=found.low >= 0.5, fails=found.high < 0.5),
        f"{found.successes} of {found.trials} seeds end above 95 %: {found.value:.0%}, 95 % "
        f"interval {found.low:.0%} to {found.high:.0%}.",
    )


def judge_back(record: dict) -> Judgement:
    accuracy = curves(record, "a", "test accuracy")
    found = paired_t_interval(accuracy[:, LAST], accuracy[:, 5:LAST].mean(axis=1))
    verdict = decided(holds=found.high < -STEADY, fails=found.low > -STEADY)
    spread = 100 * (accuracy[:, LAST] - accuracy[:, LAST - 1]).std(ddof=1)
    return Judgement(
        verdict,
        f"Over the seeds the last epoch's test accuracy less that of epochs 5 to 8 is "
        f"{points(found)}; from epoch 8 to 9 it moves by {spread:.2f} points either way "
        "(standard deviation).",
    )


def judge_turn(record: dict) -> Judgement:
    test = t_interval(rise(record, "a"))
    training = t_interval(rise(record, "a", "training loss"))
    lowest = turn(record, "a")
    overfits = test.low > 0 and training.high < 0
    near = abs(lowest - NUMBERS["turn"]) <= 1
    return Judgement(
        three_way(
            holds=overfits and near,
            fails=test.high < 0 or training.low > 0,
            partly=overfits,
        ),
        f"From epochs 2 to 5 to epochs 6 to 9 the test loss changes by {nats(test)}, the training "
        f"loss by {nats(training)}; the mean test loss is lowest at epoch {lowest}.",
    )


def judge_gain(record: dict, metric: str) -> Judgement:
    found = paired(record, "b", "a", lambda r, label: curves(r, label, metric)[:, LAST])
    low = (NUMBERS["gain-low"] - ROUNDED) / 100
    high = (NUMBERS["gain-high"] + ROUNDED) / 100
    return Judgement(
        decided(
            holds=low <= found.low and found.high <= high,
            fails=found.high < low or found.low > high,
        ),
        f"The smaller learning rate gains {points(found)}.",
    )


def judge_steadier(record: dict) -> Judgement:
    found = paired(record, "b", "a", oscillation)
    a, b = (t_interval(oscillation(record, label)) for label in "ab")
    return Judgement(
        decided(holds=found.high < 0, fails=found.low > 0),
        f"From one epoch to the next the test accuracy moves by {points(a)} with the larger "
        f"learning rate and by {points(b)} with the smaller.",
    )


def judge_large_step(record: dict) -> Judgement:
    calmed = paired(record, "a-drop", "a", partial(oscillation, changes=3))
    stirred = paired(record, "b-raise", "b", partial(oscillation, changes=3))
    return Judgement(
        decided(
            holds=calmed.high < 0 and stirred.low > 0,
            fails=calmed.low > 0 or stirred.high < 0,
        ),
        f"A rate cut to a tenth at epoch 5 changes the movement that follows by "
        f"{points(calmed)}; one raised tenfold there changes it by {points(stirred)}.",
    )


def judge_still_overfits(record: dict) -> Judgement:
    test, training = (
        t_interval(rise(record, "b", metric)) for metric in ("test loss", "training loss")
    )
    return Judgement(
        decided(holds=test.low > 0 and training.high < 0, fails=test.high < 0 or training.low > 0),
        f"From epochs 2 to 5 to epochs 6 to 9 the test loss changes by {nats(test)}, the training "
        f"loss by {nats(training)}; the gap at the end is "
        f"{nats(t_interval(gap(record, 'b')))}.",
    )


def judge_same_model(record: dict) -> Judgement:
    same, small, more = (t_interval(rise(record, label)) for label in ("b", "b-small", "b-shift"))
    return Judgement(
        three_way(
            holds=same.low > 0 and small.high < 0 and more.high < 0,
            fails=same.high < 0 or (small.low > 0 and more.low > 0),
            partly=same.low > 0,
        ),
        f"The test loss of epochs 6 to 9 less that of epochs 2 to 5 is {nats(same)} as it is, "
        f"{nats(small)} with the smaller network, and {nats(more)} with shifted images.",
    )


def _number(name: str) -> Claim:
    metric, _, epoch = name.rpartition("-")
    what = metric.replace("-", " ") if "test" in metric else f"training {metric}"
    return Claim(
        id=f"hw2-q6-a-{name}",
        source=SOURCE,
        says=f"With the rate of 0.01 the {what} of epoch {epoch} is {NUMBERS[name]:.4f}.",
        evidence=Evidence.RECORD,
        rule="Holds if the printed value lies in Student's 95 % prediction interval for one more "
        "run, which takes the runs to be normally distributed: there are too few of them for an "
        "interval without that assumption. Over the seeds of study mnist, setting a, the same "
        "epoch, the mean taken over batches as in the report. Else does not hold.",
        anchor="mnist-report",
        study="mnist",
        judge=partial(judge_number, name=name),
    )


_claim = claims_of("hw2-q6-", SOURCE, study="mnist")


CLAIMS = [
    *(_number(f"{metric}-{epoch}") for epoch in (7, 8) for metric in METRICS),
    _claim(
        "a-above-95",
        "With the rate of 0.01 the test accuracy is above 95 % after ten epochs.",
        "Share of seeds whose test accuracy of epoch 9 exceeds 0.95, with its 95 % Wilson "
        "interval. Holds if the interval lies above one half; does not hold if below; otherwise "
        "not decided.",
        "mnist-report",
        judge_above_goal,
    ),
    _claim(
        "a-back",
        "The test accuracy fell back from 0.96 to 0.95 because the model overfitted.",
        "Paired 95 % t interval over seeds of the test accuracy of epoch 9 less its mean over "
        "epochs 5 to 8: overfitting lowers it in every run, chance in some. Holds if it lies "
        "below -0.2 points; does not hold if above; otherwise not decided.",
        "mnist-oscillation",
        judge_back,
    ),
    _claim(
        "a-overfits-after-5",
        "With the rate of 0.01 the model overfits after epoch 5.",
        "Rise of the test loss: its mean over epochs 6 to 9 less its mean over epochs 2 to 5, "
        "95 % t interval over seeds; the same of the training loss. Holds if the first lies above "
        "0, the second below 0, and the mean test loss is lowest at epoch 4, 5 or 6; does not "
        "hold if the first lies below 0 or the second above 0; otherwise holds with a "
        "caveat if the first two are met, else not decided.",
        "mnist-overfitting",
        judge_turn,
    ),
    _claim(
        "b-train-better",
        "The smaller rate is one to two points better on the training images.",
        "Paired 95 % t interval over seeds of the gain in training accuracy at epoch 9, as the "
        "report takes it. Holds if it lies within 0.5 to 2.5 points; does not hold if wholly "
        "outside; otherwise not decided.",
        "mnist-rates",
        partial(judge_gain, metric="accuracy"),
    ),
    _claim(
        "b-test-better",
        "The smaller rate is one to two points better on the test images.",
        "Paired 95 % t interval over seeds of the gain in test accuracy at epoch 9, as the "
        "report takes it. Holds if it lies within 0.5 to 2.5 points; does not hold if wholly "
        "outside; otherwise not decided.",
        "mnist-rates",
        partial(judge_gain, metric="batch test accuracy"),
    ),
    _claim(
        "b-steadier",
        "With the smaller rate the strong oscillation decreased.",
        "Oscillation: the mean absolute change of test accuracy from one epoch to the next over "
        "the last five changes. Paired 95 % t interval over seeds of the smaller rate's less the "
        "larger's. Holds if below 0; does not hold if above 0; otherwise not decided.",
        "mnist-oscillation",
        judge_steadier,
    ),
    _claim(
        "b-large-step",
        "The oscillation was probably due to the large learning rate.",
        "Intervene on the rate alone, in the same runs: cut it to a tenth at epoch 5, or raise "
        "the smaller one tenfold there. Paired 95 % t intervals over seeds of the oscillation "
        "over the last three changes, with less without. Holds if the cut lowers it "
        "and the rise raises it; does not hold if one does the opposite; otherwise not decided.",
        "mnist-oscillation",
        judge_large_step,
    ),
    _claim(
        "b-still-overfits",
        "With the smaller rate the model still overfits.",
        "The rise of the test loss with the smaller rate: its mean over epochs 6 to 9 less its "
        "mean over epochs 2 to 5, 95 % t interval; the same of the training loss. Holds if the "
        "first lies above 0 and the second below 0; does not hold if the first lies below 0 or "
        "the second above 0; otherwise not decided.",
        "mnist-overfitting",
        judge_still_overfits,
    ),
    _claim(
        "b-same-model",
        "It still overfits because the network is the same and the data are no more.",
        "Change either: a network of 32 and 16 hidden units, or images shifted anew by up to two "
        "pixels. 95 % t intervals of the rise of the test loss. Holds if it lies above 0 as it is "
        "and below 0 in both cases; does not hold if it lies below 0 as it is, or above 0 in both "
        "cases; otherwise holds with a caveat if it lies above 0 as it is, else not decided.",
        "mnist-remedies",
        judge_same_model,
    ),
]
