"""The rules of hw2-q2d on made-up records and mutated formulas; recorded runs made again."""

from __future__ import annotations

import copy
import os

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import optimisation as claims
from nnlab.claims.base import Verdict
from nnlab.experiments.activations import Split
from nnlab.experiments.second_order import FIRST, LEVELS, NEVER, run
from nnlab.studies.catalogue import STUDIES
from nnlab.studies.second_order import SEEDS, label
from tests.conftest import need

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS


def judge(name, record):
    return next(c for c in claims.CLAIMS if c.id == f"hw2-q2d-{name}").judge(record).verdict


@pytest.fixture
def made_up():
    return copy.deepcopy(records.load("second-order"))


def put(record, name, measure, value):
    """About the same value for every run; a list is a row for each."""
    results = record["settings"][name]["results"]
    n = results["runs"]
    wobble = np.linspace(0.999, 1.001, n)[:, None] * np.atleast_1d(value)
    wobble = np.where(np.atleast_1d(value) == NEVER, NEVER, wobble)
    results[measure] = wobble.tolist() if isinstance(value, list) else wobble[:, 0].tolist()


@pytest.mark.parametrize(("name", "measure"), [("faster", "reached"), ("faster-work", "spent")])
@pytest.mark.parametrize(("second", "newton", "verdict"), [
    (10, 10, HOLDS), (10, NEVER, CAVEAT), (1000, NEVER, FAILS),
])  # fmt: skip
def test_faster(made_up, name, measure, second, newton, verdict):
    for problem, methods in claims.SPED.items():
        for method in (*FIRST, *methods):
            value = 100 if method in FIRST else newton if method == "newton" else second
            put(made_up, label(problem, method), measure, [value] * 3)
    assert judge(name, made_up) is verdict


@pytest.mark.parametrize(("own", "at_kinks", "verdict"), [
    (5, 5, HOLDS), (5, NEVER, CAVEAT), (500, NEVER, FAILS),
])  # fmt: skip
def test_sharp(made_up, own, at_kinks, verdict):
    for problem in claims.SHARP:
        for method in ("gd", *claims.STEEP):
            if label(problem, method) in made_up["settings"]:
                value = at_kinks if problem == "kink" else own
                put(
                    made_up,
                    label(problem, method),
                    "reached",
                    [100 if method == "gd" else value] * 3,
                )
    assert judge("sharp", made_up) is verdict


@pytest.mark.parametrize(("xnor", "network", "verdict"), [
    (0.36, 0.3, HOLDS), (0.36, 0.1, CAVEAT), (0.32, 0.1, FAILS),
])  # fmt: skip
def test_local_minima(made_up, xnor, network, verdict):
    for method in (*FIRST, *claims.SAFE):
        second = method in claims.SAFE
        put(made_up, label("xnor", method), "value", xnor if second else 0.32)
        put(made_up, label("network", method), "value", network if second else 0.2)
    assert judge("local-minima", made_up) is verdict


@pytest.mark.parametrize(("newton", "others", "verdict"), [
    (0.69, 0.36, HOLDS), (0.69, 0.32, CAVEAT), (0.32, 0.32, FAILS),
])  # fmt: skip
def test_miss(made_up, newton, others, verdict):
    for method in (*FIRST, "newton", *claims.SAFE, "l-bfgs"):
        value = 0.32 if method in FIRST else newton if method == "newton" else others
        made_up["settings"][label("xnor", method)]["results"]["runs"] = SEEDS["xnor"]
        put(made_up, label("xnor", method), "value", value)
    assert judge("miss", made_up) is verdict


def test_a_run_that_is_not_finite_missed_the_optimum(made_up):
    results = made_up["settings"]["xnor-newton"]["results"]
    results["value"] = [None] * results["runs"]
    assert claims.worse(made_up, "newton").all()


@pytest.mark.parametrize(("damped", "others", "verdict"), [
    (1.0, 1.0, HOLDS), (0.7, 1.0, CAVEAT), (0.7, 0.7, FAILS),
])  # fmt: skip
def test_overfit(made_up, damped, others, verdict):
    for method in (*FIRST, *claims.SAFE, "l-bfgs"):
        value = 0.7 if method in FIRST else damped if method == "damped" else others
        put(made_up, label("network", method), "test loss", [value] * len(LEVELS))
    assert judge("overfit", made_up) is verdict


def test_overfit_leaves_out_runs_that_never_get_there(made_up):
    for method, value in (("damped", 1.0), ("gd", 0.5)):
        put(made_up, label("network", method), "test loss", [value] * len(LEVELS))
    made_up["settings"]["network-gd"]["results"]["test loss"][0] = [None] * len(LEVELS)
    assert claims.test_gap(made_up, "damped", "gd").value == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(("rule", "mutated", "otherwise"), [
    (claims.judge_time, {"columns": 1}, FAILS),
    (claims.judge_memory, {"power": 1}, FAILS),
    (claims.judge_scale, {"methods": ("Newton-CG", "L-BFGS")}, FAILS),
    (claims.judge_scale, {"methods": ("Newton",)}, HOLDS),
])  # fmt: skip
def test_identities_come_out_otherwise_on_mutated_formulas(rule, mutated, otherwise):
    assert rule({}).verdict is CAVEAT
    assert rule({}, **mutated).verdict is otherwise


@pytest.mark.parametrize("name", [
    "quadratic-100-momentum", "quadratic-1000-cg", "valley-newton", "kink-damped", "xnor-trust",
    "xnor-saddle-free",
])  # fmt: skip
def test_recorded_runs_without_images_come_out_again(name):
    no_images = Split((), (), ())
    study = STUDIES["second-order"]
    recorded = records.load("second-order")["settings"][name]["results"]
    members = [0, 7, 19]
    history = run(study.settings[name], [study.first_seed + m for m in members], no_images)
    again = study.summarise(study.settings[name], history)
    for measure in ("value", "steps"):
        expected = [recorded[measure][m] for m in members]
        # Another processor rounds differently, and may need a step more.
        np.testing.assert_allclose(again[measure], expected, rtol=0.02, atol=1.5e-3)


def test_a_recorded_run_on_hoda_comes_out_again():
    need(os.environ.get("NNLAB_DATA"), "the real data")
    study = STUDIES["second-order"]
    recorded = records.load("second-order")["settings"]["softmax-l-bfgs"]["results"]
    again = study.experiment.run(study.settings["softmax-l-bfgs"], [study.first_seed])
    np.testing.assert_allclose(again["value"][0], recorded["value"][0], rtol=1e-3)
    np.testing.assert_allclose(again["reached"][0], recorded["reached"][0], rtol=0.1, atol=1)
    np.testing.assert_allclose(again["test loss"][0], recorded["test loss"][0], rtol=0.02)
