"""The rules of hw2-q2c on made-up records; recorded runs made again."""

from __future__ import annotations

import copy
import os

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import generalisation as claims
from nnlab.claims.base import Verdict
from nnlab.studies import learning_rates
from nnlab.studies.catalogue import STUDIES
from nnlab.studies.generalisation import (
    DEEP,
    FEW_DEPTHS,
    FEW_SIZES,
    RATES,
    SHAPES,
    SIZES,
    SPLIT,
    TWO_SIZES,
    as_many_as,
)
from nnlab.studies.remedies import SAME_IMAGES, STOPPED
from tests.conftest import need

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS


def judge(name, record):
    return next(c for c in claims.CLAIMS if c.id == f"hw2-q2c-{name}").judge(record).verdict


@pytest.fixture
def made_up():
    """Every run of every setting with the same results."""
    measures = ("error", "test error", "loss", "test loss")
    runs = {measure: [0.0] * 20 for measure in measures}
    labels = STUDIES["generalisation"].settings
    return {"settings": {label: {"results": copy.deepcopy(runs)} for label in labels}}


@pytest.fixture
def treated():
    return copy.deepcopy(records.load("remedies"))


def put(record, label, **measures):
    """The same value for every run, but for a scatter that leaves the order of settings alone."""
    settings = record["settings"]
    results = settings["held-out"]["results"][STOPPED] if label == STOPPED else (
        settings[label]["results"])  # fmt: skip
    scatter = np.linspace(-1e-5, 1e-5, len(results["test error"]))
    for measure, value in measures.items():
        results[measure.replace("_", " ")] = (value + scatter).tolist()


def put_depths(record, values, **fixed):
    """Test errors of 3, 5 and 8 hidden layers, one value for each size of the training set."""
    for n, value in zip(SIZES, values, strict=True):
        put(record, f"deep-1-n{n}", test_error=0.2, error=fixed.get("shallow", 0.0))
        for d in DEEP:
            put(record, f"deep-{d}-n{n}", test_error=value, error=fixed.get("deep", 0.0))


WORSE, BETTER = 0.3, 0.1


@pytest.mark.parametrize(("values", "verdict"), [
    ([WORSE] * 5, HOLDS), ([WORSE] * 4 + [BETTER], HOLDS), ([WORSE] * 3 + [BETTER] * 2, CAVEAT),
    ([BETTER] * 4 + [WORSE], FAILS),
])  # fmt: skip
@pytest.mark.parametrize("name", ["less-well", "overfit"])
def test_depth_rules(made_up, name, values, verdict):
    put_depths(made_up, values)
    assert judge(name, made_up) is verdict


def test_overfitting_counts_the_training_error(made_up):
    put_depths(made_up, [BETTER] * 5, deep=0.0, shallow=0.15)
    assert judge("overfit", made_up) is HOLDS
    assert judge("less-well", made_up) is FAILS


@pytest.mark.parametrize(("deep", "shallow", "verdict"), [
    (0.001, 0.0, HOLDS), (0.1, 0.2, HOLDS), (0.2, 0.1, FAILS),
])  # fmt: skip
def test_fit(made_up, deep, shallow, verdict):
    put_depths(made_up, [WORSE] * 5, deep=deep, shallow=shallow)
    assert judge("fit", made_up) is verdict


@pytest.mark.parametrize(("wider", "equal", "verdict"), [
    (WORSE, 0.2, HOLDS), (WORSE, WORSE, CAVEAT), (BETTER, WORSE, FAILS), (BETTER, 0.2, FAILS),
])  # fmt: skip
def test_parameters(made_up, wider, equal, verdict):
    put_split(made_up, [wider] * 3, equal)
    assert judge("parameters", made_up) is verdict


@pytest.mark.parametrize(("wider", "verdict"), [
    ([WORSE, WORSE, BETTER], CAVEAT), ([WORSE, BETTER, BETTER], CAVEAT),
])  # fmt: skip
def test_parameters_at_some_sizes_only(made_up, wider, verdict):
    put_split(made_up, wider, 0.2)
    assert judge("parameters", made_up) is verdict


def put_split(record, wider, equal):
    """Test errors where depth and parameters are taken apart; of wider layers by size."""
    for n, value in zip(FEW_SIZES, wider, strict=True):
        for series in ("deep", "equal"):
            put(record, f"{series}-1-n{n}", test_error=0.2)
        for d in SPLIT:
            put(record, f"{as_many_as(d)}-n{n}", test_error=value)
            put(record, f"equal-{d}-n{n}", test_error=equal)


@pytest.mark.parametrize(("deep", "verdict"), [
    ((WORSE, WORSE), HOLDS), ((WORSE, BETTER), CAVEAT), ((BETTER, BETTER), FAILS),
])  # fmt: skip
def test_simple(made_up, deep, verdict):
    for n, value in zip(TWO_SIZES, deep, strict=True):
        for d in FEW_DEPTHS:
            put(made_up, f"plane-{d}-n{n}", test_error=value if d == 3 else 0.2)
    assert judge("simple", made_up) is verdict


@pytest.mark.parametrize(("turning", "verdict"), [
    (10, HOLDS), (8, HOLDS), (7, CAVEAT), (3, CAVEAT), (2, FAILS), (0, FAILS),
])  # fmt: skip
def test_trade_off(made_up, turning, verdict):
    for i, ladder in enumerate(claims.LADDERS.values()):
        for place, label in enumerate(ladder):
            middle = abs(place - len(ladder) // 2)
            put(made_up, label, test_error=0.2 + 0.01 * (middle if i < turning else -place))
    assert judge("trade-off", made_up) is verdict


def test_trade_off_is_judged_on_other_seeds_than_it_is_chosen_on(made_up):
    """A size that is best on the choosing half only does not count."""
    for ladder in claims.LADDERS.values():
        for label in ladder:
            put(made_up, label, test_error=0.2)
        results = made_up["settings"][ladder[2]]["results"]
        results["test error"] = [0.1, 0.3] * (len(results["test error"]) // 2)
    assert judge("trade-off", made_up) is FAILS


@pytest.mark.parametrize(("error", "loss", "verdict"), [
    (0.08, 0.2, HOLDS), (0.08, 0.9, CAVEAT), (0.0985, 0.2, CAVEAT), (0.11, 0.2, FAILS),
])  # fmt: skip
@pytest.mark.parametrize("which", SAME_IMAGES)
def test_controlled(treated, which, error, loss, verdict):
    for name in ("none", *SAME_IMAGES):
        put(treated, name, test_error=0.1, error=0.0, test_loss=1.0, loss=0.0)
    put(treated, which, test_error=error, test_loss=loss)
    assert judge("controlled", treated) is verdict


def test_learning_rates_are_those_that_the_study_chose():
    record = records.load("learning-rates")
    assert {name: learning_rates.best(record, name) for name in SHAPES} == RATES


def test_more_images_do_not_count_as_a_remedy(treated):
    for name in ("none", *SAME_IMAGES):
        put(treated, name, test_error=0.1, error=0.0, test_loss=1.0, loss=0.0)
    put(treated, "more", test_error=0.01, error=0.0, test_loss=0.01, loss=0.0)
    assert judge("controlled", treated) is FAILS


SAMPLED = {
    "generalisation": "deep-1-n100",
    "memorising": "m0-true",
    "remedies": "small",
}


@pytest.mark.parametrize("name", SAMPLED)
def test_recorded_runs_come_out_again(name):
    if not os.environ.get("NNLAB_DATA"):
        pytest.skip("NNLAB_DATA is not set: no real data to train on")
    need(os.environ["NNLAB_DATA"], "the data")
    study, label, members = STUDIES[name], SAMPLED[name], [0, 7]
    again = study.experiment.run(study.settings[label], [study.first_seed + m for m in members])
    recorded = records.load(name)["settings"][label]["results"]
    # Another processor rounds differently, and training amplifies it.
    for measure, rtol in (("test error", 0.03), ("test loss", 0.05)):
        expected = [recorded[measure][m] for m in members]
        np.testing.assert_allclose(again[measure][:, -1], expected, rtol=rtol)
