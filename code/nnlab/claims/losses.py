"""The claims of hw6-q2, on losses, and their rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nnlab.claims.base import Evidence, Judgement, Verdict, claims_of
from nnlab.claims.judges import above_zero, decided, three_way
from nnlab.experiments.two_losses import CAP
from nnlab.losses.base import Loss
from nnlab.losses.binary_cross_entropy import binary_cross_entropy
from nnlab.losses.squared_error import MSE
from nnlab.reported.hw6_q2 import NUMBERS
from nnlab.statistics.equivalence import equivalence
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.sample import Estimate
from nnlab.studies.first_loss import NORMAL, label

SOURCE = "HW6 report, question 2"
Array = np.ndarray
NEARLY_ALL = 0.95  # of the outputs
TENTH = 0.1  # of the report's number
SMALL = 0.0025  # of MSE: one per cent of what p = 1/2 costs
POINTS = 0.005  # of accuracy: less than half a point counts as no loss
PATIENCE = 10
NAMES = {
    "small": "N(0, 0.05²)", "glorot": "Glorot", "lecun": "LeCun", "he": "He",
    "standard": "N(0, 1)", "bce": "BCE", "mse": "MSE",
}  # fmt: skip
BCE = binary_cross_entropy()


def runs(record: dict, name: str, measure: str) -> Array:
    """(n,) one value a seed, in the order of the seeds."""
    return np.array(record["settings"][name]["results"][measure], float)


def gap(record: dict, name: str, measure: str, epoch: int = 100) -> Array:
    """(n,) validation less training, the same weights."""
    validation, training = (
        runs(record, name, f"{part} {measure} at {epoch}") for part in ("validation", "training")
    )
    return validation - training


def change(record: dict, name: str, after: str, before: str) -> Estimate:
    """The mean of one measure less another of the same runs, paired by seed."""
    return paired_t_interval(runs(record, name, after), runs(record, name, before))


def first(record: dict, measure: str) -> dict[str, Estimate]:
    """Mean of a measure before training, for each normal distribution of the weights."""
    return {s: t_interval(runs(record, label(s, 1), measure)) for s in NORMAL}


def plain(e: Estimate, digits: int = 4, sign: str = "+") -> str:
    """An estimate with its interval."""
    return f"{e.value:{sign}.{digits}f} ({e.low:{sign}.{digits}f} to {e.high:{sign}.{digits}f})"


def percent(e: Estimate, sign: str = "+") -> str:
    """An estimate of a share, in points."""
    return plain(Estimate(*(100 * v for v in (e.value, e.low, e.high))), 2, sign)


def _each(values: Mapping[str, Estimate], form: Callable[[Estimate], str]) -> str:
    return "; ".join(f"{NAMES[key]}: {form(value)}" for key, value in values.items())


def judge_half(record: dict) -> Judgement:
    found = first(record, "near")
    return Judgement(
        three_way(
            holds=all(e.low >= NEARLY_ALL for e in found.values()),
            fails=all(e.high < NEARLY_ALL for e in found.values()),
        ),
        "Per cent of the first outputs between 0.45 and 0.55, by the distribution of the "
        f"weights: {_each(found, lambda e: percent(e, ''))}.",
    )


def judge_first(record: dict, measure: str) -> Judgement:
    found, stated = first(record, measure), NUMBERS[f"first-{measure}"]
    low, high = stated * (1 - TENTH), stated * (1 + TENTH)
    return Judgement(
        three_way(
            holds=all(low <= e.low and e.high <= high for e in found.values()),
            fails=all(e.high < low or e.low > high for e in found.values()),
        ),
        f"Mean first {NAMES[measure]}, by the distribution of the weights: "
        f"{_each(found, lambda e: plain(e, 3, ''))}. Within a tenth is {low:.3f} to {high:.3f}.",
    )


def judge_label(_: dict, p: float = 0.5) -> Judgement:
    """The check fails for any p but one half."""
    costs = {name: (loss([p], [0])[0], loss([p], [1])[0]) for name, loss in _PAIR.items()}
    same = [abs(zero - one) <= 1e-15 for zero, one in costs.values()]
    text = "; ".join(f"{NAMES[n]} {a:.4f} and {b:.4f}" for n, (a, b) in costs.items())
    return Judgement(
        three_way(holds=all(same), fails=not any(same)),
        f"At p = {p:g} the labels 0 and 1 cost: {text}.",
    )


def judge_infinite(_: dict, loss: Loss = BCE) -> Judgement:
    """The check fails for a loss that is bounded."""
    p = np.array([0.5**k for k in (1, 10, 100, 1000)])
    costs = loss(p, np.ones(4))
    grows = (costs >= np.array([0.5, 5, 50, 500])).all() and np.isinf(loss([0.0], [1])[0])
    return Judgement(
        Verdict.HOLDS if grows else Verdict.FAILS,
        f"For the label 1 the loss of p = 2⁻¹, 2⁻¹⁰, 2⁻¹⁰⁰ and 2⁻¹⁰⁰⁰ is {costs[0]:.2f}, "
        f"{costs[1]:.2f}, {costs[2]:.2f} and {costs[3]:.2f}; of p = 0: {loss([0.0], [1])[0]}. "
        "From a finite logit it is finite, but above every bound for some logit.",
    )


def judge_largest(_: dict, loss: Loss = MSE) -> Judgement:
    """The check fails for half the squared error."""
    p = np.linspace(0, 1, 1001)
    costs = np.array([loss(p, np.full_like(p, y)) for y in (0, 1)])
    one = np.isclose(costs.max(), NUMBERS["largest-mse"], rtol=0, atol=1e-15)
    return Judgement(
        Verdict.HOLDS if one and costs.min() >= 0 else Verdict.FAILS,
        f"Over 1,001 values of p and both labels the loss lies in [{costs.min():g}, "
        f"{costs.max():g}]. The largest is taken at p = 0 or 1 only, which no finite logit gives.",
    )


def judge_errors(record: dict) -> Judgement:
    found = {
        name: change(record, name, "training accuracy at 100", "validation accuracy at 100")
        for name in _PAIR
    }
    return Judgement(
        three_way(
            holds=all(e.low > 0 for e in found.values()),
            fails=all(e.high < 0 for e in found.values()),
        ),
        "Error rate on validation images less that on training images at epoch 100, in points: "
        + _each(found, percent) + ".",
    )  # fmt: skip


def judge_gap(record: dict) -> Judgement:
    bce, mse = gap(record, "bce", "bce"), gap(record, "mse", "mse")
    found = paired_t_interval(bce, mse)
    accuracy = paired_t_interval(-gap(record, "bce", "accuracy"), -gap(record, "mse", "accuracy"))
    return Judgement(
        above_zero(found),
        f"The gap is {bce.mean():.4f} with BCE and {mse.mean():.4f} with MSE at epoch 100; the "
        f"difference is {plain(found)}. The gap in accuracy differs by {percent(accuracy)} "
        "points.",
    )


def judge_unbounded(record: dict) -> Judgement:
    bce, capped = gap(record, "bce", "bce"), gap(record, "bce", "capped")
    removed, apart = bce - capped, bce - gap(record, "mse", "mse")
    if t_interval(apart).low <= 0:
        return Judgement(Verdict.UNTESTABLE, f"The gap differs by {plain(t_interval(apart))}.")
    half, tenth = (t_interval(removed - share * apart) for share in (0.5, 0.1))
    return Judgement(
        three_way(holds=half.low > 0, fails=tenth.high < 0),
        f"Bounding each loss at {CAP:.2f} nats takes {plain(t_interval(removed), sign='')} from a "
        f"gap that is {plain(t_interval(apart), sign='')} larger than with MSE: "
        f"{removed.mean() / apart.mean():.0%} of the difference.",
    )


def judge_train_on(record: dict) -> Judgement:
    loss = change(record, "mse", "test mse at 200", "test mse at 100")
    accuracy = change(record, "mse", "test accuracy at 200", "test accuracy at 100")
    return Judgement(
        three_way(
            holds=loss.high < 0 and accuracy.high > 0,
            fails=loss.low > 0,
            partly=loss.high < 0,
        ),
        f"From epoch 100 to 200 the MSE on test images changes by {plain(loss)}, the accuracy by "
        f"{percent(accuracy)} points.",
    )


def judge_last(record: dict) -> Judgement:
    last, best = (runs(record, "mse", f"test mse at {where}") for where in ("100", "best"))
    found = equivalence(last, best, SMALL).difference
    return Judgement(
        decided(holds=found.high < SMALL, fails=found.low > SMALL),
        "MSE on test images at epoch 100 less that at the epoch of the lowest validation MSE: "
        f"{plain(found)}, 90 % interval; the margin is {SMALL}.",
    )


def judge_overfits(record: dict) -> Judgement:
    validation, training = (
        t_interval(runs(record, "bce", f"{part} rise")) for part in ("validation", "training")
    )
    return Judgement(
        three_way(
            holds=validation.low > 0 and training.high < 0,
            fails=validation.high < 0,
            partly=validation.low > 0,
        ),
        "From epochs 51 to 60 to epochs 91 to 100 the validation BCE changes by "
        f"{plain(validation)}, the training BCE by {plain(training)}.",
    )


def judge_sixty(_: dict) -> Judgement:
    return Judgement(
        Verdict.UNTESTABLE,
        "The picture is not in the report's text, nor are its data, network and optimiser: "
        f"'about {NUMBERS['best-epoch']}' is a statement on that one curve.",
    )


def judge_stop(record: dict) -> Judgement:
    loss = change(record, "bce", "test bce at best", "test bce at 100")
    accuracy = change(record, "bce", "test accuracy at best", "test accuracy at 100")
    return Judgement(
        three_way(
            holds=loss.high < 0 and accuracy.low > -POINTS,
            fails=loss.low > 0,
            partly=loss.high < 0,
        ),
        "At the epoch of the lowest validation BCE, less at epoch 100: on test images the BCE is "
        f"{plain(loss)}, the accuracy {percent(accuracy)} points.",
    )


def judge_callbacks(record: dict) -> Judgement:
    found = {
        name: change(record, name, f"test {name}, patience {PATIENCE}", f"test {name} at 100")
        for name in _PAIR
    }
    last = {name: runs(record, name, f"last epoch, patience {PATIENCE}") for name in _PAIR}
    return Judgement(
        three_way(
            holds=found["bce"].high < 0 and found["mse"].high < SMALL,
            fails=all(e.low > 0 for e in found.values()),
        ),
        f"Test loss of what early stopping keeps, less that at epoch 100: {_each(found, plain)}. "
        f"In the median it stops at epoch {np.median(last['bce']):.0f} with BCE and at "
        f"{np.median(last['mse']):.0f} with MSE.",
    )


_PAIR: dict[str, Loss] = {"bce": BCE, "mse": MSE}


_claim = claims_of("hw6-q2", SOURCE)


def _judge_first_bce(record: dict) -> Judgement:
    return judge_first(record, "bce")


def _judge_first_mse(record: dict) -> Judgement:
    return judge_first(record, "mse")


_FIVE = (
    " One hidden layer of 100 ReLU units, zero biases, and five normal distributions of the "
    "weights: N(0, 0.05²), Glorot's, LeCun's, He's and N(0, 1); 200 seeds, each with 400 images "
    "of Hoda."
)

CLAIMS = [
    _claim(
        "a-half",
        "With weights drawn from a normal distribution the first output is 0.5.",
        "Share of first outputs between 0.45 and 0.55 over the images. Holds if the lower end of "
        "the 95 % t interval of its mean is at least 95 % for all of five distributions; does "
        "not hold if the upper end is below 95 % for all five; otherwise holds with a caveat."
        + _FIVE,
        "losses-first",
        judge_half,
        "first-loss",
    ),
    _claim(
        "a-bce",
        f"The expected first loss is {NUMBERS['first-bce']} with BCE.",
        "Mean first binary cross-entropy over the seeds. Holds if its 95 % t interval lies within "
        "a tenth of the number for all of five distributions; does not hold if it lies wholly "
        "outside for all five; otherwise holds with a caveat." + _FIVE,
        "losses-first",
        _judge_first_bce,
        "first-loss",
    ),
    _claim(
        "a-mse",
        f"The expected first loss is {NUMBERS['first-mse']} with MSE.",
        "Mean first squared error over the seeds. Holds if its 95 % t interval lies within "
        "a tenth of the number for all of five distributions; does not hold if it lies wholly "
        "outside for all five; otherwise holds with a caveat." + _FIVE,
        "losses-first",
        _judge_first_mse,
        "first-loss",
    ),
    _claim(
        "a-label",
        "For the first loss it makes no difference whether the true label is 0 or 1.",
        "Both losses at p = 1/2 against both labels. Holds if the labels cost the same to 1e-15 "
        "with both; does not hold if with neither; otherwise holds with a caveat.",
        "losses-first",
        judge_label,
    ),
    _claim(
        "b-infinite",
        "BCE can be infinitely large.",
        "Losses of p = 2⁻ᵏ for the label 1. Holds if they exceed k/2 for k = 1, 10, 100 and "
        "1,000, and the loss of p = 0 is infinite; else does not hold.",
        "losses-largest",
        judge_infinite,
    ),
    _claim(
        "b-one",
        "MSE always lies between 0 and 1.",
        "Losses of 1,001 values of p from 0 to 1 for both labels. Holds if the least is not below "
        "0 and the largest is 1; else does not hold.",
        "losses-largest",
        judge_largest,
    ),
    _claim(
        "b-errors",
        "Errors are likelier on validation data than on training data.",
        "Share of validation images less share of training images that are wrong, at epoch 100. "
        "Paired 95 % t intervals over 40 seeds, trained with BCE and with MSE. Holds if both lie "
        "above 0; does not hold if both lie below; otherwise holds with a caveat.",
        "losses-gap",
        judge_errors,
        "two-losses",
    ),
    _claim(
        "b-gap",
        "The gap between the validation and the training curve is larger with BCE than with MSE.",
        "Validation loss less training loss at epoch 100: the BCE run's in nats less the MSE "
        "run's in its own unit, paired by seed. Holds if the 95 % t interval lies above 0; does "
        "not hold if below; otherwise not decided.",
        "losses-gap",
        judge_gap,
        "two-losses",
    ),
    _claim(
        "b-unbounded",
        "The gap is larger with BCE because BCE is unbounded.",
        "Part of the BCE run's gap at epoch 100 that goes when each image's loss is cut to 4 ln 2 "
        "nats: so BCE is bounded as MSE is, at four times the loss of p = 1/2. Holds if more than "
        "half of the difference between the BCE and the MSE run's gap goes; does not hold if "
        "less than a tenth does; by 95 % t intervals of the part less that share of the "
        "difference, paired by seed; otherwise holds with a caveat. Where the gap is not larger, "
        "there is nothing to explain: cannot be tested.",
        "losses-gap",
        judge_unbounded,
        "two-losses",
    ),
    _claim(
        "t-train-on",
        "With MSE the loss still falls at epoch 100, so training should go on.",
        "Loss on test images at epoch 200 less that at epoch 100 of the MSE runs. Holds if its "
        "paired 95 % t interval lies below 0, and that of the accuracy does not; does not hold if "
        "that of the loss lies above 0; otherwise holds with a caveat if that of the loss lies "
        "below 0, else not decided.",
        "losses-on",
        judge_train_on,
        "two-losses",
    ),
    _claim(
        "t-last",
        "If training cannot go on, the weights of epoch 100 are the ones to keep with MSE.",
        "MSE on test images at epoch 100 less that at the epoch up to 100 with the lowest "
        "validation MSE. Holds if the upper end of its 90 % t interval is below 0.0025, one per "
        "cent of the loss of p = 1/2; does not hold if the lower end is above; otherwise not "
        "decided.",
        "losses-on",
        judge_last,
        "two-losses",
    ),
    _claim(
        "t-overfits",
        "With BCE the network overfits within the 100 epochs.",
        "Mean loss of epochs 91 to 100 less that of epochs 51 to 60 of the BCE runs. Holds if its "
        "95 % t interval lies above 0 on validation images and below 0 on training images; does "
        "not hold if it lies below 0 on validation images; otherwise holds with a caveat if it "
        "lies above 0 on validation images, else not decided.",
        "losses-pictures",
        judge_overfits,
        "two-losses",
    ),
    _claim(
        "t-sixty",
        f"With BCE the best epoch is about {NUMBERS['best-epoch']}.",
        "Cannot be tested without the picture from which the report reads it.",
        "losses-pictures",
        judge_sixty,
        evidence=Evidence.LITERATURE,
    ),
    _claim(
        "t-stop",
        "With BCE the network is best where its validation loss is lowest; stop there.",
        "Test images at the epoch up to 100 with the lowest validation BCE less at epoch 100. "
        "Holds if the paired 95 % t interval of the BCE lies below 0 and that of the accuracy "
        "above minus half a point; does not hold if that of the BCE lies above 0; otherwise "
        "holds with a caveat if that of the BCE lies below 0, else not decided.",
        "losses-stop",
        judge_stop,
        "two-losses",
    ),
    _claim(
        "t-callbacks",
        "Early stopping with checkpointing is the practical way to stop.",
        "Test loss of the weights that early stopping with a patience of 10 keeps within 100 "
        "epochs, less that at epoch 100, by paired 95 % t intervals. Holds if that of BCE lies "
        "below 0 and the upper end of that of MSE is below 0.0025; does not hold if both lie "
        "above 0; otherwise holds with a caveat.",
        "losses-stop",
        judge_callbacks,
        "two-losses",
    ),
]
