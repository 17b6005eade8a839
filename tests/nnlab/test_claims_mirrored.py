"""The rules of hw6-q3 on made-up records, and the beginning of a recorded run made again."""

from __future__ import annotations

import copy
import os
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import mirrored
from nnlab.claims.base import Verdict
from nnlab.reported.hw6_q3 import METRICS, NUMBERS
from nnlab.studies.catalogue import STUDIES
from tests.conftest import need

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS
UNDECIDED, UNTESTABLE = Verdict.UNDECIDED, Verdict.UNTESTABLE
JITTER = np.array([-1.0, 0.5, 1.0, -0.5, 0.0, 0.3])  # six runs, and a little spread
# What no story of the report's can make true of a record that makes the others true.
APART = {"smaller-better", "layer-1-settles", "prelu-because-learnt", "one-neuron"}


def around(values, spread=1e-4):
    """(6, ...) six runs near the values."""
    values = np.asarray(values, float)
    return values + spread * JITTER.reshape(-1, *[1] * values.ndim)


def slopes(first, second, change=0.0):
    """(6, 5, 2, 8): slopes of both layers with their means and spreads, over five epochs."""
    unit = np.array([-1.0, 1.0] * 4)
    last = np.array([m + s * unit for m, s in (first, second)])
    return around([last - change * (4 - e) for e in range(5)])


@pytest.fixture
def made_up():
    """The report's story: its numbers, and its causes as the rules read them."""
    settings = {}
    for label in mirrored.NAMES:
        row = [NUMBERS[f"{label}-{metric}"] for metric in METRICS]
        settings[label] = {
            "loss": around([row[0]] * 5), "accuracy": around([row[1]] * 5),
            "test loss": around([row[2]] * 2), "test accuracy": around([row[3]] * 2),
            "training loss": around(row[0]), "far": around([0.5, 0.5, 0.5]),
        }  # fmt: skip
        plain = {"test loss": around([0.05, 2.0]), "test accuracy": around([0.3, 0.1])}
        settings[f"plain-{label}"] = plain
    settings["minus-0.5"]["training loss"] = around(0.0529 - 0.005)
    settings["plus-0.5"]["training loss"] = around(0.0811 - 0.05)
    settings["plus-1"]["training loss"] = around(2.3019)
    own = (NUMBERS["slopes-1-mean"], NUMBERS["slopes-1-sd"])
    second = (NUMBERS["slopes-2-mean"], NUMBERS["slopes-2-sd"])
    settings["prelu"]["slopes"] = slopes(own, second)
    settings["plain-prelu"]["slopes"] = slopes((0.0, 0.1), second)
    return {"settings": {label: {"results": r} for label, r in settings.items()}}


def judge(name, record):
    claim = next(c for c in mirrored.CLAIMS if c.id == mirrored._id(name))
    return claim.judge(record if claim.study else {}).verdict


def put(record, label, metric, runs):
    record["settings"][label]["results"][metric] = runs


def test_the_story_is_true_of_the_record_made_for_it(made_up):
    for claim in mirrored.CLAIMS:
        if claim.id.removeprefix("hw6-q3-") not in APART:
            found = claim.judge(made_up if claim.study else {})
            assert found.verdict is HOLDS, (claim.id, found.because)


def test_the_reports_own_table_is_against_its_small_slopes(made_up):
    assert judge("smaller-better", made_up) is FAILS
    assert judge("layer-1-settles", made_up) is FAILS
    assert judge("prelu-because-learnt", made_up) is UNTESTABLE


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("label", mirrored.NAMES)
def test_number_rule_comes_out_otherwise(made_up, label, metric):
    name = metric.replace("-", " ")
    shape = np.shape(made_up["settings"][label]["results"][name])[1:]
    put(made_up, label, name, around(np.full(shape, NUMBERS[f"{label}-{metric}"] + 0.01)))
    assert judge(f"{label}-{metric}", made_up) is FAILS


@pytest.mark.parametrize("metric", ["loss", "accuracy"])
def test_pair_and_order_rules_come_out_each_way(made_up, metric):
    name, sign = f"test {metric}", 1 if metric == "loss" else -1
    pair, value = f"{metric}-prelu-minus-0.5", NUMBERS[f"minus-0.5-test-{metric}"]
    noisy = around([value] * 2, 0.02)[::-1]
    for runs, verdict, otherwise in (
        (noisy, UNDECIDED, UNTESTABLE),
        (around([value + sign * 0.01] * 2), FAILS, FAILS),
    ):
        put(made_up, "prelu", name, runs)
        assert judge(pair, made_up) is verdict
        assert judge(f"ranking-{metric}", made_up) is verdict
        if metric == "loss":
            assert judge("prelu-best", made_up) is verdict
            assert judge("prelu-because-learnt", made_up) is otherwise


@pytest.mark.parametrize("metric", ["loss", "accuracy"])
@pytest.mark.parametrize(("better", "worse"), [*pairwise(mirrored.RANKING)])
def test_a_pair_the_other_way_round_does_not_hold(made_up, better, worse, metric):
    assert judge(f"{metric}-{better}-{worse}", made_up) is HOLDS
    settings = made_up["settings"]
    settings[better], settings[worse] = settings[worse], settings[better]
    assert judge(f"{metric}-{better}-{worse}", made_up) is FAILS


@pytest.mark.parametrize(
    ("name", "label", "metric", "outcomes"),
    [
        ("negative-better", "zero", "test loss", [
            (around([0.055] * 2), FAILS), (around([0.06] * 2, 0.02), UNDECIDED),
        ]),
        ("negative-because-mirrored", "plain-zero", "test loss", [
            (around([0.5, 0]), FAILS), (around([0.056, 0], 0.02), UNDECIDED),
        ]),
        ("abs-blind", "minus-1", "far", [
            (around([1.5, 0, 0]), FAILS), (around([1.0, 0, 0]), UNDECIDED),
        ]),
        ("half-regularises", "minus-0.5", "training loss", [
            (around(0.02), FAILS), (around(0.0529 - 0.0137), UNDECIDED),
        ]),
        ("half-regularises", "minus-0.5", "test loss", [(around([0.06] * 2), FAILS)]),
        ("one-not-separable", "plain-plus-1", "test accuracy", [
            (around([0.92, 0]), FAILS), (around([0.7, 0]), CAVEAT),
        ]),
        ("one-high-bias", "plus-1", "training loss", [
            (around(2.1), FAILS), (around(2.27), CAVEAT),
        ]),
        ("one-no-switch", "plus-0.5", "training loss", [
            (around(0.08), FAILS), (around(0.0811 - 0.0123), UNDECIDED),
        ]),
        ("layer-1-negative", "prelu", "slopes", [
            (slopes((0.1, 0.1), (0, 0)), FAILS), (slopes((0, 0.1), (0, 0)), UNDECIDED),
        ]),
        ("layer-1-negative", "plain-prelu", "slopes", [(slopes((-0.5, 0.1), (0, 0)), FAILS)]),
        ("layer-2-near-relu", "prelu", "slopes", [
            (slopes((0, 0), (0.3, 0)), FAILS), (slopes((0, 0), (0.1, 0)), UNDECIDED),
        ]),
        ("slopes-1-mean", "prelu", "slopes", [(slopes((0.1, 0.19), (0, 0)), FAILS)]),
        ("slopes-1-sd", "prelu", "slopes", [(slopes((-0.147, 0.5), (0, 0)), FAILS)]),
        ("slopes-2-mean", "prelu", "slopes", [(slopes((0, 0), (0.5, 0.096)), FAILS)]),
        ("slopes-2-sd", "prelu", "slopes", [(slopes((0, 0), (0.0014, 0.5)), FAILS)]),
    ],
)  # fmt: skip
def test_rule_comes_out_each_way(made_up, name, label, metric, outcomes):
    for runs, verdict in outcomes:
        put(made_up, label, metric, runs)
        assert judge(name, made_up) is verdict


def test_smaller_slopes_can_be_better_and_settle_or_not(made_up):
    for label, loss in zip(("zero", "minus-0.5", "minus-1"), (0.01, 0.02, 0.03), strict=True):
        put(made_up, label, "test loss", around([loss] * 2))
    assert judge("smaller-better", made_up) is HOLDS
    assert judge("layer-1-settles", made_up) is HOLDS
    put(made_up, "prelu", "slopes", slopes((-0.147, 0.19), (0, 0), change=-0.02))
    assert judge("layer-1-settles", made_up) is FAILS
    put(made_up, "prelu", "slopes", slopes((-0.147, 0.19), (0, 0), change=0.02))
    assert judge("layer-1-settles", made_up) is CAVEAT


def test_identity_checks_come_out_otherwise_on_mutated_formulas():
    assert judge("abs-never-off", {}) is HOLDS
    assert mirrored.judge_never_off({}, slope=0.0).verdict is FAILS
    assert judge("one-neuron", {}) is CAVEAT
    assert mirrored.judge_one_neuron({}, slope=0.5).verdict is FAILS
    assert mirrored.judge_parameters({}, kernels=(5, 5)).verdict is FAILS
    assert mirrored.judge_parameters({}, channels=16).verdict is FAILS
    assert mirrored.judge_shapes({}, double=lambda part: part).verdict is FAILS


def test_rules_do_not_change_the_record(made_up):
    before = copy.deepcopy(made_up)
    for claim in mirrored.CLAIMS:
        claim.judge(made_up if claim.study else {})
    for label, entry in before["settings"].items():
        for metric, values in entry["results"].items():
            np.testing.assert_array_equal(values, made_up["settings"][label]["results"][metric])


def test_the_first_epoch_of_a_recorded_run_comes_out_again():
    if not os.environ.get("NNLAB_DATA"):
        pytest.skip("NNLAB_DATA is not set: no real data to train on")
    need(os.environ["NNLAB_DATA"], "the data")
    study, record = STUDIES["mirrored-mnist"], records.load("mirrored-mnist")
    results = record["settings"]["plain-plus-0.5"]["results"]
    setting = replace(study.settings["plain-plus-0.5"], epochs=1)
    history = study.experiment.run(setting, [study.first_seed])
    for name in ("loss", "accuracy"):
        assert history[name][0, 0] == pytest.approx(results[name][0][0], abs=0.01)
