"""The rules of hw2-q6 on made-up records, and a sample of its recorded runs made again."""

from __future__ import annotations

import os

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import mnist
from nnlab.claims.base import Verdict
from nnlab.reported.hw2_q6 import NUMBERS
from nnlab.studies.catalogue import STUDIES
from tests.conftest import need

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS
UNDECIDED = Verdict.UNDECIDED
LABELS = ("a", "b", "a-drop", "b-raise", "b-small", "b-shift")
JITTER = np.array([-1.0, 0.5, 1.0, -0.5, 0.0])[:, None]  # five runs, and a little spread


def curve(*values, spread=1e-4):
    """Five runs that follow the values, epoch by epoch."""
    return (np.array(values, float) + spread * JITTER).tolist()


def flat(value, spread=1e-4):
    return curve(*[value] * 10, spread=spread)


@pytest.fixture
def made_up():
    """The report's story: the larger rate swings and overfits from epoch 5, the smaller less."""
    swing = [0.95 + 0.01 * (-1) ** e for e in range(10)]
    turned = [0.5, 0.4, 0.3, 0.25, 0.22, 0.2, 0.25, 0.3, 0.35, 0.4]
    falling = np.linspace(0.5, 0.05, 10)
    names = ("accuracy", "test accuracy", "batch test accuracy", "loss", "training loss")
    results = {
        label: {
            **{name: flat(0.97) for name in names},
            "batch test loss": flat(0.2),
            "training loss": curve(*falling),
            "test loss": curve(*turned),
        }
        for label in LABELS
    }
    for label in ("a", "b-raise"):
        results[label]["test accuracy"] = curve(*swing)
        results[label]["batch test accuracy"] = flat(0.96)
        results[label]["accuracy"] = flat(0.96)
    for label in ("b-small", "b-shift"):
        results[label]["test loss"] = curve(*falling)
    for epoch in (7, 8):
        for short, metric in mnist.METRICS.items():
            values = np.array(results["a"][metric])
            values[:, epoch] = NUMBERS[f"{short}-{epoch}"] + 1e-3 * JITTER[:, 0]
            results["a"][metric] = values.tolist()
    return {"settings": {label: {"results": results[label]} for label in LABELS}}


def judge(name, record):
    return next(c for c in mnist.CLAIMS if c.id == f"hw2-q6-{name}").judge(record).verdict


def put(record, label, metric, runs):
    record["settings"][label]["results"][metric] = runs


def test_the_story_is_true_of_the_record_made_for_it(made_up):
    for claim in mnist.CLAIMS:
        assert claim.judge(made_up).verdict is HOLDS, claim.id


@pytest.mark.parametrize("epoch", [7, 8])
@pytest.mark.parametrize("metric", mnist.METRICS)
def test_number_rule_comes_out_otherwise(made_up, metric, epoch):
    put(made_up, "a", mnist.METRICS[metric], flat(0.5))
    assert judge(f"a-{metric}-{epoch}", made_up) is FAILS


@pytest.mark.parametrize(
    ("name", "label", "metric", "outcomes"),
    [
        ("a-above-95", "a", "batch test accuracy", [
            (flat(0.94), FAILS),
            (curve(*[0.95] * 10, spread=0.01), UNDECIDED),
        ]),
        ("a-back", "a", "test accuracy", [
            (flat(0.96), FAILS),
            (curve(*[0.96] * 9, 0.95), HOLDS),
            (curve(*[0.96] * 9, 0.957, spread=0) , HOLDS),
            ((np.array(flat(0.96)) + np.eye(10)[9] * 0.003 * JITTER).tolist(), UNDECIDED),
        ]),
        ("a-overfits-after-5", "a", "test loss", [
            (curve(*np.linspace(0.5, 0.1, 10)), FAILS),
            (flat(0.2), UNDECIDED),
            (curve(0.5, 0.2, *[0.3] * 4, *[0.4] * 4), CAVEAT),
        ]),
        ("a-overfits-after-5", "a", "training loss", [(curve(*range(10)), FAILS)]),
        ("b-train-better", "b", "accuracy", [
            (flat(0.995), FAILS), (flat(0.95), FAILS), (flat(0.985, spread=0.02), UNDECIDED),
        ]),
        ("b-test-better", "b", "batch test accuracy", [
            (flat(0.995), FAILS), (flat(0.95), FAILS), (flat(0.985, spread=0.02), UNDECIDED),
        ]),
        ("b-steadier", "a", "test accuracy", [(flat(0.95), UNDECIDED)]),
        ("b-steadier", "b", "test accuracy", [
            (curve(*[0.9 + 0.05 * (-1) ** e for e in range(10)]), FAILS),
        ]),
        ("b-large-step", "b-raise", "test accuracy", [(flat(0.97), UNDECIDED)]),
        ("b-still-overfits", "b", "test loss", [
            (curve(*np.linspace(0.5, 0.1, 10)), FAILS), (flat(0.2), UNDECIDED),
        ]),
        ("b-same-model", "b-small", "test loss", [(curve(*np.linspace(0.1, 0.5, 10)), CAVEAT)]),
        ("b-same-model", "b", "test loss", [
            (curve(*np.linspace(0.5, 0.1, 10)), FAILS), (flat(0.2), UNDECIDED),
        ]),
    ],
)  # fmt: skip
def test_rule_comes_out_each_way(made_up, name, label, metric, outcomes):
    for runs, verdict in outcomes:
        put(made_up, label, metric, runs)
        assert judge(name, made_up) is verdict, runs[0]


def test_rules_on_two_settings_can_fail(made_up):
    put(made_up, "b-raise", "test accuracy", flat(0.97))
    wilder = curve(*[0.9 + 0.05 * (-1) ** e for e in range(10)])
    put(made_up, "a-drop", "test accuracy", wilder)
    assert judge("b-large-step", made_up) is FAILS
    for label in ("b-small", "b-shift"):
        put(made_up, label, "test loss", curve(*np.linspace(0.1, 0.5, 10)))
    assert judge("b-same-model", made_up) is FAILS


def test_a_recorded_run_comes_out_again():
    if not os.environ.get("NNLAB_DATA"):
        pytest.skip("NNLAB_DATA is not set: no real data to train on")
    need(os.environ["NNLAB_DATA"], "the data")
    study, record = STUDIES["mnist"], records.load("mnist")
    results = record["settings"]["b-small"]["results"]
    history = study.experiment.run(study.settings["b-small"], [study.first_seed + 1])
    # float32 rounds differently on another processor, and training amplifies it.
    for metric, bound in (("test accuracy", 0.006), ("loss", 0.01), ("test loss", 0.02)):
        np.testing.assert_allclose(history[metric][0], results[metric][1], atol=bound)
