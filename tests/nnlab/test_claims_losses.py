"""The rules of hw6-q2 on made-up records and mutated formulas; recorded runs made again."""

from __future__ import annotations

import copy
import os

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import losses as claims
from nnlab.claims.base import Verdict
from nnlab.losses.half_squared_error import HALF_SQUARED_ERROR
from nnlab.losses.squared_error import MSE
from nnlab.studies.catalogue import STUDIES
from nnlab.studies.first_loss import NORMAL, label
from tests.conftest import need

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS
UNDECIDED = Verdict.UNDECIDED
UNTESTABLE = Verdict.UNTESTABLE


@pytest.fixture
def first():
    return copy.deepcopy(records.load("first-loss"))


@pytest.fixture
def two():
    return copy.deepcopy(records.load("two-losses"))


def judge(name, record):
    return next(c for c in claims.CLAIMS if c.id == f"hw6-q2{name}").judge(record).verdict


def put(record, name, measure, mean, spread=0.0):
    """A value for every run, half of them so much higher, half lower."""
    results = record["settings"][name]["results"]
    signs = np.resize([1, -1], len(results[measure]))
    results[measure] = (mean + spread * signs).tolist()


@pytest.mark.parametrize(("judge_it", "kept", "mutated"), [
    (claims.judge_label, {}, {"p": 0.6}),
    (claims.judge_infinite, {}, {"loss": MSE}),
    (claims.judge_largest, {}, {"loss": HALF_SQUARED_ERROR}),
])  # fmt: skip
def test_identity_checks_fail_on_mutated_formulas(judge_it, kept, mutated):
    assert judge_it({}, **kept).verdict is HOLDS
    assert judge_it({}, **mutated).verdict is FAILS


@pytest.mark.parametrize(("name", "measure", "good", "bad"), [
    ("a-half", "near", 0.99, 0.5), ("a-bce", "bce", 0.7, 2.0), ("a-mse", "mse", 0.251, 0.4),
])  # fmt: skip
def test_first_losses(first, name, measure, good, bad):
    for values, verdict in (([good] * 5, HOLDS), ([good, *[bad] * 4], CAVEAT), ([bad] * 5, FAILS)):
        for scheme, value in zip(NORMAL, values, strict=True):
            put(first, label(scheme, 1), measure, value)
        assert judge(name, first) is verdict


@pytest.mark.parametrize(("accuracies", "verdict"), [
    ((0.9, 0.9), HOLDS), ((0.9, 0.99), CAVEAT), ((0.99, 0.99), FAILS),
])  # fmt: skip
def test_errors(two, accuracies, verdict):
    for name, accuracy in zip(("bce", "mse"), accuracies, strict=True):
        put(two, name, "training accuracy at 100", 0.95)
        put(two, name, "validation accuracy at 100", accuracy)
    assert judge("b-errors", two) is verdict


@pytest.mark.parametrize(("bce", "capped", "gap", "unbounded"), [
    ((0.5, 0.01), 0.2, HOLDS, HOLDS),  # the cap takes 0.3 of a difference of 0.4
    ((0.5, 0.01), 0.4, HOLDS, CAVEAT),
    ((0.5, 0.01), 0.49, HOLDS, FAILS),
    ((0.1, 0.50), 0.1, UNDECIDED, UNTESTABLE),
    ((0.05, 0.01), 0.05, FAILS, UNTESTABLE),
])  # fmt: skip
def test_gap(two, bce, capped, gap, unbounded):
    for name in ("bce", "mse"):
        for measure in (name, "capped", "accuracy"):
            put(two, name, f"training {measure} at 100", 0.0)
    put(two, "mse", "validation mse at 100", 0.1)
    put(two, "bce", "validation bce at 100", *bce)
    put(two, "bce", "validation capped at 100", capped)
    assert judge("b-gap", two) is gap
    assert judge("b-unbounded", two) is unbounded


@pytest.mark.parametrize(("name", "before", "after", "kind"), [
    ("t-train-on", "test {} at 100", "test {} at 200", "mse"),
    ("t-stop", "test {} at 100", "test {} at best", "bce"),
])  # fmt: skip
@pytest.mark.parametrize(("loss", "accuracy", "verdict"), [
    (-0.01, 0.01, HOLDS), (-0.01, -0.02, CAVEAT), (0.01, 0.01, FAILS), (0, 0.01, UNDECIDED),
])  # fmt: skip
def test_loss_and_accuracy_together(two, name, before, after, kind, loss, accuracy, verdict):
    for measure, change in ((kind, loss), ("accuracy", accuracy)):
        put(two, kind, before.format(measure), 0.5)
        put(two, kind, after.format(measure), 0.5 + change)
    assert judge(name, two) is verdict


@pytest.mark.parametrize(("last", "spread", "verdict"), [
    (0.1, 0, HOLDS), (0.1, 0.02, UNDECIDED), (0.2, 0, FAILS),
])  # fmt: skip
def test_last_weights(two, last, spread, verdict):
    put(two, "mse", "test mse at 100", last, spread)
    put(two, "mse", "test mse at best", 0.1)
    assert judge("t-last", two) is verdict


@pytest.mark.parametrize(("validation", "training", "verdict"), [
    (0.1, -0.1, HOLDS), (0.1, 0.1, CAVEAT), (-0.1, -0.1, FAILS), (0, -0.1, UNDECIDED),
])  # fmt: skip
def test_overfits(two, validation, training, verdict):
    put(two, "bce", "validation rise", validation)
    put(two, "bce", "training rise", training)
    assert judge("t-overfits", two) is verdict


@pytest.mark.parametrize(("bce", "mse", "verdict"), [
    (-0.1, 0.001, HOLDS), (-0.1, 0.1, CAVEAT), (0.1, 0.1, FAILS),
])  # fmt: skip
def test_callbacks(two, bce, mse, verdict):
    for name, change in (("bce", bce), ("mse", mse)):
        put(two, name, f"test {name} at 100", 0.3)
        put(two, name, f"test {name}, patience 10", 0.3 + change)
    assert judge("t-callbacks", two) is verdict


def test_recorded_runs_come_out_again():
    if not os.environ.get("NNLAB_DATA"):
        pytest.skip("NNLAB_DATA is not set: no real data to train on")
    need(os.environ["NNLAB_DATA"], "the data")
    for name, setting, measures in (
        ("first-loss", "he-3", ("bce", "mse", "near")),
        ("two-losses", "mse-x4", ("far best epoch", "test mse at 400", "temperature")),
    ):
        study, record = STUDIES[name], records.load(name)
        seeds = [study.first_seed, study.first_seed + 17]
        history = study.experiment.run(study.settings[setting], seeds)
        again = study.summarise(study.settings[setting], history)
        recorded = record["settings"][setting]["results"]
        for measure in measures:
            # float32 rounds differently on another processor, and training amplifies it.
            np.testing.assert_allclose(
                again[measure], [recorded[measure][i] for i in (0, 17)], rtol=0.05
            )
