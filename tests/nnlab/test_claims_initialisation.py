"""The rules of hw2-q2b on made-up records and mutated formulas; recorded runs made again."""

from __future__ import annotations

import copy
import os

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import initialisation as claims
from nnlab.claims.base import Verdict
from nnlab.studies.catalogue import STUDIES
from tests.conftest import need

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS


def claim(name):
    return next(c for c in claims.CLAIMS if c.id == f"hw2-q2b-{name}")


def judge(name, record):
    return claim(name).judge(record).verdict


@pytest.fixture
def made_up():
    return copy.deepcopy(records.load("starts"))


@pytest.fixture
def biases():
    return copy.deepcopy(records.load("initial-biases"))


def put(record, name, measure, value):
    """The same value for every run."""
    results = record["settings"][name]["results"]
    results[measure] = [value] * results["runs"]


@pytest.mark.parametrize(
    ("name", "mutated"),
    [
        (claims.judge_first_output, {"gain": 0.1}),
        (claims.judge_wave, {"gain": 0.1}),
        (claims.judge_wave, {"gain": 0.1, "first_only": True}),
        (claims.judge_biases_move, {"gain": 0.0}),
    ],
)
def test_identity_checks_fail_on_mutated_networks(name, mutated):
    kept = {"first_only": True} if "first_only" in mutated else {}
    assert name({}, **kept).verdict is HOLDS
    assert name({}, **mutated).verdict is FAILS


def test_saddle_becomes_a_minimum_where_inputs_say_nothing():
    assert claims.judge_local_minimum({}).verdict is FAILS
    assert claims.judge_local_minimum({}, informative=False).verdict is HOLDS


@pytest.mark.parametrize(("shares", "verdict"), [
    ((1e-5, 1e-5, 1e-5), HOLDS), ((1e-5, 1e-5, 0.5), CAVEAT), ((0.5, 0.5, 0.5), FAILS),
])  # fmt: skip
def test_tiny(made_up, shares, verdict):
    for activation, share in zip(claims.STANDARD, shares, strict=True):
        put(made_up, f"{activation}-random-sgd", "first layer gradient, step 4", share)
        put(made_up, f"{activation}-standard-sgd", "first layer gradient, step 1", 1.0)
    assert judge("tiny", made_up) is verdict


@pytest.mark.parametrize(("epochs", "verdict"), [
    ((claims.NEVER, 50), HOLDS), ((claims.NEVER, 20), CAVEAT), ((10, 20), FAILS),
])  # fmt: skip
def test_slow(made_up, epochs, verdict):
    for activation, optimiser in claims.EVERY:
        put(made_up, f"{activation}-standard-{optimiser}", "epochs to 2 nats", 5)
        at = epochs[optimiser == "adam"]
        put(made_up, claims.of(activation, "random", optimiser, True), "epochs to 2 nats", at)
    assert judge("slow", made_up) is verdict


def test_slow_where_the_standard_start_never_arrives(made_up):
    for activation, optimiser in claims.EVERY:
        put(made_up, f"{activation}-standard-{optimiser}", "epochs to 2 nats", claims.NEVER)
    assert judge("slow", made_up) is FAILS


@pytest.mark.parametrize(("name", "case"), [("stuck", "random"), ("nothing", "zero")])
@pytest.mark.parametrize(("losses", "verdict"), [
    ((2.3, 2.3), HOLDS), ((2.3, 1.0), CAVEAT), ((1.0, 1.0), FAILS),
])  # fmt: skip
def test_plateau_rules(made_up, name, case, losses, verdict):
    for activation, optimiser in claims.EVERY:
        loss = losses[optimiser == "adam"]
        for entry in made_up["settings"].values():
            entry["results"]["runs"] = 40  # so that the interval of 40 of 40 passes 90 %
        put(made_up, claims.of(activation, case, optimiser, True), "loss", loss)
    assert judge(name, made_up) is verdict


@pytest.mark.parametrize(("counts", "verdict"), [
    ((1, 1), HOLDS), ((1, 30), CAVEAT), ((2, 30), FAILS),
])  # fmt: skip
def test_same_feature(made_up, counts, verdict):
    for activation, optimiser in claims.EVERY:
        results = made_up["settings"][f"{activation}-equal-{optimiser}"]["results"]
        results["most distinct units"] = [[1, counts[optimiser == "adam"]]]
    assert judge("same-feature", made_up) is verdict


@pytest.mark.parametrize(("accuracies", "verdict"), [
    ((0.3, 0.3), HOLDS), ((0.3, 0.88), CAVEAT), ((0.88, 0.88), FAILS),
])  # fmt: skip
def test_poor(made_up, accuracies, verdict):
    for activation, optimiser in claims.EVERY:
        put(made_up, f"{activation}-standard-{optimiser}", "rest accuracy", 0.9)
        at = accuracies[optimiser == "adam"]
        put(made_up, f"{activation}-equal-{optimiser}", "rest accuracy", at)
    assert judge("poor", made_up) is verdict


@pytest.mark.parametrize(("gains", "harmless", "better"), [
    ((0.0, 0.0), HOLDS, FAILS),
    ((0.001, 0.001), HOLDS, HOLDS),
    ((0.0, 0.2), CAVEAT, CAVEAT),
    ((0.2, 0.2), FAILS, HOLDS),
    ((-0.2, -0.2), HOLDS, FAILS),
])  # fmt: skip
def test_biases(biases, gains, harmless, better):
    for task in claims.TASKS:
        put(biases, f"{task}-zero", "score", 0.7)
        put(biases, f"{task}-random", "score", 0.7 + gains[task == "xnor"])
    assert judge("harmless", biases) is harmless
    assert judge("small-random", biases) is better


SAMPLED = {
    "starts": ("tanh-random-adam", "loss", "loss"),
    "plateau": ("tanh-1", "lowest", "lowest"),
    "weight-scale": ("relu-1-2^0", "rest accuracy", "rest accuracy"),
    "initial-biases": ("small-random", "score", "score"),
}


@pytest.mark.parametrize("name", SAMPLED)
def test_recorded_runs_come_out_again(name):
    if not os.environ.get("NNLAB_DATA"):
        pytest.skip("NNLAB_DATA is not set: no real data to train on")
    need(os.environ["NNLAB_DATA"], "the data")
    label, measure, kept = SAMPLED[name]
    study, members = STUDIES[name], [0, 7]
    seeds = [study.first_seed + member for member in members]
    again = study.experiment.run(study.settings[label], seeds)[measure]
    again = again[:, -1] if again.ndim > 1 else again
    recorded = records.load(name)["settings"][label]["results"][kept]
    # Another processor rounds differently, and training amplifies it.
    np.testing.assert_allclose(again, [recorded[m] for m in members], rtol=0.02, atol=0.002)


def test_recorded_signal_comes_out_again():
    study = STUDIES["signal"]
    again = study.experiment.run(study.settings["tanh-lecun"], study.seed_range("tanh-lecun", 12))
    recorded = records.load("signal")["settings"]["tanh-lecun"]["results"]
    low, high = np.array(recorded["square"]["low"]), np.array(recorded["square"]["high"])
    inside = (again["square"] >= low - 1e-4) & (again["square"] <= high + 1e-4)
    assert inside.mean() > 0.8
