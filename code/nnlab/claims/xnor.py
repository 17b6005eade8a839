"""The claims of hw2-q5 and their rules."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnlab.claims.base import Claim, Evidence, Judgement, Verdict
from nnlab.claims.judges import number, three_way
from nnlab.experiments.xnor import POINTS, Setting, draw, learnt, predict
from nnlab.losses.binary_cross_entropy import (
    binary_cross_entropy_with_logits,
)
from nnlab.reported.hw2_q5 import NUMBERS
from nnlab.statistics.rates import Rate, difference_of_rates, rate

SOURCE = "HW2 report, question 5"
CORNERS = {"00": "(0, 0)", "01": "(0, 1)", "10": "(1, 0)", "11": "(1, 1)"}
MARGIN = 0.05  # of a success rate: widths closer than this count as equally suitable


def success(record: dict, label: str, epoch: int = 500) -> Rate:
    """Rate of runs of one setting that had learnt all four points at that epoch."""
    entry = record["settings"][label]
    at = entry["setting"]["checkpoints"].index(epoch)
    return rate(entry["results"]["learnt"][at], entry["results"]["runs"])


def spread(record: dict, moment: str, corner: str) -> np.ndarray:
    """p(label is 1) at one corner, over the runs of the report's setting.

    moment: "before", all runs; or "after", the runs that learnt, as the report's own did.
    """
    results = record["settings"]["report"]["results"]
    values = np.array(results[moment][corner])
    if moment == "before":
        return values
    after = np.column_stack([results["after"][name] for name in CORNERS])
    return values[learnt(after)]


def judge_number(record: dict, moment: str, corner: str) -> Judgement:
    """Is the report's single value where one more run would fall?"""
    return number(spread(record, moment, corner), NUMBERS[f"{moment}-{corner}"])


def judge_accuracy(record: dict) -> Judgement:
    found = success(record, "report")
    return Judgement(
        three_way(holds=found.low >= 0.95, fails=found.high < 0.5),
        f"{found.successes:,} of {found.trials:,} seeds learn all four points in 500 epochs: "
        f"{found.value:.1%}, 95 % interval {found.low:.1%} to {found.high:.1%}.",
    )


def judge_width(record: dict) -> Judgement:
    three, eight = success(record, "report"), success(record, "uniform01-w8")
    low, high = difference_of_rates(eight, three)
    poor = three.high < 0.5
    return Judgement(
        three_way(holds=high <= MARGIN and not poor, fails=poor),
        f"8 units learn in {eight.value:.1%} of {eight.trials:,} seeds, 3 units in "
        f"{three.value:.1%} of {three.trials:,}: a gap of {low:.1%} to {high:.1%} (95 %).",
    )


def judge_random_before(_: dict, scheme: str = "uniform01") -> Judgement:
    """The check fails for a scheme that can draw negative weights."""
    p = predict(draw(Setting(scheme=scheme), range(2000)), POINTS)
    ordered = (p[:, :1] < p[:, 1:3]).all() and (p[:, 1:3] < p[:, 3:]).all()
    if not (ordered and (p > 0.5).all()):
        return Judgement(Verdict.HOLDS, "The untrained outputs have no fixed order.")
    return Judgement(
        Verdict.CAVEAT,
        "They do not fit the labels, but they are not arbitrary: with all weights and biases in "
        "[0, 1) every output is above 0.5 and p(0,0) < p(0,1), p(1,0) < p(1,1), in a proof and "
        f"in each of {len(p):,} networks drawn. Exactly two of four points are right, always.",
    )


def judge_log_base(_: dict, base: float = 2.0) -> Judgement:
    """The check fails for the natural base, where loss and gradient agree."""
    z = np.linspace(-4, 4, 33)
    y = (np.arange(33) % 2).astype(float)
    step = 1e-6
    loss = binary_cross_entropy_with_logits(base)
    slope = (loss(z + step, y) - loss(z - step, y)) / (2 * step)
    used = binary_cross_entropy_with_logits().gradient(z, y)
    factor = np.median(slope / used)
    if not np.allclose(slope, factor * used, rtol=1e-6):
        return Judgement(Verdict.FAILS, "The gradient used is not proportional to the loss's.")
    if abs(factor - 1) < 1e-6:
        return Judgement(Verdict.HOLDS, "The gradient used is the gradient of the loss defined.")
    return Judgement(
        Verdict.CAVEAT,
        f"The slope of the base-{base:g} loss is {factor:.4f} times the gradient used, at every "
        "logit: the direction is right, and a learning rate of "
        f"{NUMBERS['rate']} is one of {NUMBERS['rate'] / factor:.4f} on the loss as defined.",
    )


def _number(moment: str, corner: str) -> Claim:
    among = "all seeds" if moment == "before" else "the seeds that learnt, as the report's run did"
    return Claim(
        id=f"hw2-q5-{moment}-{corner}",
        source=SOURCE,
        says=f"{moment.capitalize()} training the output at {CORNERS[corner]} is "
        f"{NUMBERS[f'{moment}-{corner}']:.4f}.",
        evidence=Evidence.RECORD,
        rule="Holds if the value lies in the distribution-free 95 % prediction interval for one "
        f"more run, taken from {among} of study xnor, setting report; else does not hold.",
        anchor="xnor-report",
        study="xnor",
        judge=partial(judge_number, moment=moment, corner=corner),
    )


CLAIMS = [
    *(_number(moment, corner) for moment in ("before", "after") for corner in CORNERS),
    Claim(
        id="hw2-q5-accuracy",
        source=SOURCE,
        says="After 500 epochs the network classifies all four points correctly.",
        evidence=Evidence.RECORD,
        rule="Success rate over the seeds of study xnor, setting report, at epoch 500. Holds if "
        "the lower end of its 95 % Wilson interval is at least 95 %; does not hold if the upper "
        "end is below 50 %; otherwise holds with a caveat.",
        anchor="xnor-rate",
        study="xnor",
        judge=judge_accuracy,
    ),
    Claim(
        id="hw2-q5-width",
        source=SOURCE,
        says="Three ReLU units are a suitable size for this problem.",
        evidence=Evidence.RECORD,
        rule="Success rate at epoch 500 of 8 units less that of 3, both with the report's "
        "initial distribution. Holds if the upper end of the 95 % Newcombe interval of the "
        "difference is at most 5 points; does not hold if the upper end of the 95 % Wilson "
        "interval of the rate of 3 units is below 50 %; otherwise holds with a caveat.",
        anchor="xnor-width",
        study="xnor",
        judge=judge_width,
    ),
    Claim(
        id="hw2-q5-random",
        source=SOURCE,
        says="Before training the predictions are random and do not fit the labels.",
        evidence=Evidence.IDENTITY,
        rule="Proof that weights and biases in [0, 1) force an order on the four outputs, "
        "checked on 2,000 draws. Holds if the order is not forced, otherwise with a caveat.",
        anchor="xnor-before",
        study="",
        judge=judge_random_before,
    ),
    Claim(
        id="hw2-q5-log-base",
        source=SOURCE,
        says="Training follows the gradient of the binary cross-entropy as defined, in base 2.",
        evidence=Evidence.IDENTITY,
        rule="Finite differences of the base-2 loss against the gradient used, p - y. Holds if "
        "they agree; with a caveat if they differ by one constant factor; else does not hold.",
        anchor="xnor-log-base",
        study="",
        judge=judge_log_base,
    ),
]
