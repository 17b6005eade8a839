"""The rules of hw2-q2a and hw6-q1: mutated formulas, and made-up records."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from nnlab import records
from nnlab.activations import derivative_forms as forms
from nnlab.activations.catalogue import activation
from nnlab.activations.leaky_relu import leaky_relu
from nnlab.claims import hw2_q2a, hw6_q1_forms, hw6_q1_records
from nnlab.claims.base import Verdict
from nnlab.studies.activations import (
    DEEPEST,
    DEEPEST_RATES,
    RATES,
    beta_label,
    label,
    learnt_label,
)
from nnlab.studies.activations_again import CHOSEN
from nnlab.studies.catalogue import STUDIES
from nnlab.studies.gradient_flow import dead_label
from nnlab.studies.gradient_flow import label as flow_label
from nnlab.studies.landscapes import DEPTHS
from nnlab.studies.landscapes import label as shape_label

HOLDS, CAVEAT, FAILS = Verdict.HOLDS, Verdict.CAVEAT, Verdict.FAILS
UNDECIDED = Verdict.UNDECIDED
RELU, TANH, SIGMOID = (activation(n) for n in ("relu", "tanh", "sigmoid"))
SWISH, MISH, IDENTITY = (activation(n) for n in ("swish", "mish", "identity"))


@pytest.mark.parametrize("f", [TANH, RELU, MISH])
def test_collapse_needs_linear_layers(f):
    assert hw2_q2a.judge_collapse({}).verdict is HOLDS
    assert hw2_q2a.judge_collapse({}, f).verdict is FAILS


def test_depth_adds_freedom_only_to_nonlinear_layers():
    assert hw2_q2a.judge_flexibility({}).verdict is HOLDS
    assert hw2_q2a.judge_flexibility({}, TANH).verdict is FAILS


def test_an_affine_function_is_found_out():
    assert hw2_q2a.judge_nonlinear({}).verdict is HOLDS
    assert hw2_q2a.judge_nonlinear({}, (SIGMOID, IDENTITY)).verdict is FAILS


FORMS = [
    (forms.swish_slope, SWISH, HOLDS),
    (forms.mish_slope, MISH, CAVEAT),
    (forms.mish_slope_closed, MISH, CAVEAT),
    (MISH.derivative, MISH, HOLDS),
]


@pytest.mark.parametrize(("form", "f", "verdict"), FORMS)
def test_forms_of_the_derivatives(form, f, verdict):
    assert hw6_q1_forms.judge_form({}, form, f.derivative).verdict is verdict


@pytest.mark.parametrize(("form", "f", "_"), FORMS)
def test_a_wrong_sign_or_factor_is_found_out(form, f, _):
    for wrong in (lambda z: form(-z), lambda z: 1.001 * form(z), lambda z: form(z) + 1e-9):
        assert hw6_q1_forms.judge_form({}, wrong, f.derivative).verdict is FAILS


def test_a_wrong_coefficient_of_omega_is_found_out():
    def wrong(z):
        e = np.exp(z)
        omega = 4 * (z + 1) + 4 * e**2 + e**3 + e * (4 * z + 5)
        return e * omega / (2 * e + e**2 + 2) ** 2

    assert hw6_q1_forms.judge_form({}, wrong, MISH.derivative).verdict is FAILS


def test_identities_on_mutated_functions():
    j = hw6_q1_forms
    elu, leaky = activation("elu"), leaky_relu(0.1)
    assert j.judge_formulas({}).verdict is HOLDS
    assert j.judge_formulas({}, activation("gelu").value).verdict is FAILS
    assert j.judge_slopes({}).verdict is HOLDS
    assert j.judge_slopes({}, steep=SWISH).verdict is FAILS
    assert j.judge_slopes({}, flat=(leaky,)).verdict is FAILS
    assert j.judge_bounds({}).verdict is HOLDS
    assert j.judge_bounds({}, (RELU, TANH)).verdict is FAILS
    assert j.judge_bounds({}, (RELU, leaky)).verdict is FAILS
    assert j.judge_saturation({}).verdict is CAVEAT
    assert j.judge_saturation({}, (leaky,)).verdict is HOLDS
    assert j.judge_saturation({}, (TANH,)).verdict is FAILS
    assert j.judge_smooth({}).verdict is HOLDS
    assert j.judge_smooth({}, smooth=(leaky,)).verdict is FAILS
    assert j.judge_monotonic({}).verdict is HOLDS
    assert j.judge_monotonic({}, falling=(elu,)).verdict is FAILS
    assert j.judge_negative({}).verdict is HOLDS
    assert j.judge_negative({}, zero=elu).verdict is FAILS


def test_beta_statements():
    j = hw6_q1_forms
    assert j.judge_beta({}).verdict is FAILS

    def fits_all(z, beta):
        return (2 if beta == 0 else 1) * j.plain(z, beta)

    assert j.judge_beta({}, (fits_all,)).verdict is HOLDS


def test_preconditioner_would_have_to_multiply_the_whole_derivative():
    j = hw6_q1_forms
    assert j.judge_preconditioner({}).verdict is FAILS
    assert j.judge_preconditioner({}, lambda z: j.delta(z) * j.without_delta(z)).verdict is HOLDS
    assert j.judge_preconditioner({}, j.without_delta).verdict is CAVEAT


def test_minima():
    assert hw6_q1_forms.minimum(SWISH) == pytest.approx((-1.27846, -0.278465), abs=1e-4)
    assert hw6_q1_forms.minimum(MISH) == pytest.approx((-1.19244, -0.308842), abs=1e-4)


def judge(name, record):
    claim = next(c for c in hw6_q1_records.CLAIMS if c.id == f"hw6-q1-{name}")
    return claim.judge(record).verdict


@pytest.fixture
def flow():
    return copy.deepcopy(records.load("gradient-flow"))


@pytest.fixture
def trained():
    return copy.deepcopy(records.load("activations"))


@pytest.fixture
def chosen():
    return records.load("activations-again")


@pytest.fixture
def shapes():
    return copy.deepcopy(records.load("landscapes"))


def centre(values, target):
    values = np.array(values, float)
    return (values - values.mean() + target).tolist()


def set_back(record, name, scheme, target):
    entry = record["settings"][flow_label(name, scheme)]["results"]["gradient back"]
    entry["49"] = centre(entry["49"], target)


def test_vanishing_rule(flow):
    for relu, verdict in ((5, HOLDS), (-15, CAVEAT), (-60, FAILS)):
        for scheme in ("lecun", "he"):
            set_back(flow, "relu", scheme, relu)
        set_back(flow, "tanh", "lecun", -1)
        set_back(flow, "sigmoid", "lecun", -30)
        assert judge("less-vanishing", flow) is verdict


def test_shrinking_and_exploding_rules(flow):
    for one, two, verdict in ((1, 1, HOLDS), (-0.5, 1, CAVEAT), (-7, 0, FAILS)):
        set_back(flow, "relu", "lecun", one)
        set_back(flow, "relu", "he", two)
        assert judge("nothing-shrinks", flow) is verdict
    for four, verdict in ((7, HOLDS), (2, FAILS)):
        set_back(flow, "relu", "double he", four)
        assert judge("explodes", flow) is verdict


def test_flow_rule(flow):
    for swish, mish, verdict in ((0, 0, HOLDS), (0, 9, CAVEAT), (-9, 9, FAILS)):
        for scheme in ("he", "corrected"):
            set_back(flow, "relu", scheme, 3)
            set_back(flow, "swish", scheme, swish)
            set_back(flow, "mish", scheme, mish)
        assert judge("gradient-flow", flow) is verdict


def test_initialisation_rule(flow):
    results = flow["settings"][dead_label(64, 5, -2.0)]["results"]
    for share, verdict in ((0.8, HOLDS), (0.3, CAVEAT), (0.01, FAILS)):
        results["dead"] = centre(results["dead"], share)
        assert judge("initialisation", flow) is verdict


def set_runs(record, name, depth, **targets):
    """Give every rate of one activation the same means; the spread stays."""
    for rate in DEEPEST_RATES if depth == DEEPEST else RATES:
        results = record["settings"][label(name, depth, rate)]["results"]
        for metric, target in targets.items():
            key = metric.replace("_", " ")
            spread = 0.001 * np.sin(np.arange(len(results[key])) + len(name))
            results[key] = (target + spread).tolist()


CASES = [((0.9, 0.9), HOLDS), ((0.9, 0.7), CAVEAT), ((0.7, 0.7), FAILS)]


def with_gains(record, gains, spread):
    """Give each activation at each depth this accuracy more than ReLU's."""
    made = copy.deepcopy(record)
    for depth, rates in CHOSEN.items():
        for name, rate in rates.items():
            entry = made["settings"][label(name, depth, rate)]["results"]
            noise = spread * np.sin(np.arange(len(entry["test accuracy"])) + len(name))
            entry["test accuracy"] = (0.8 + gains.get((name, depth), 0) + noise).tolist()
    return made


@pytest.mark.parametrize(
    ("gain", "only", "spread", "verdict"),
    [
        (0.01, (2, 10, 20), 0.001, HOLDS),
        (0.01, (10,), 0.001, CAVEAT),
        (0.0, (), 0.001, FAILS),
        (-0.01, (2, 10, 20), 0.001, FAILS),
        (0.0, (), 0.1, UNDECIDED),
    ],
)
def test_accuracy_rules(chosen, gain, only, spread, verdict):
    both = {(name, depth): gain for name in ("swish", "mish") for depth in only}
    assert judge("generalisation", with_gains(chosen, both, spread)) is verdict
    mish = {("mish", depth): gain for depth in only}
    assert judge("mish-deep", with_gains(chosen, mish, spread)) is verdict


def test_the_rates_are_those_that_the_sweep_chooses(trained):
    for depth, rates in CHOSEN.items():
        for name, rate in rates.items():
            assert hw6_q1_records.chosen_rate(trained, name, depth) == rate


def test_the_study_of_the_chosen_rates_has_fresh_seeds():
    sweep, fresh = STUDIES["activations"], STUDIES["activations-again"]
    for name in fresh.settings:
        assert not {*sweep.seed_range(name)} & {*fresh.seed_range(name)}


@pytest.mark.parametrize(("levels", "verdict"), CASES)
def test_speed_rules(trained, levels, verdict):
    for depth in (2, 10):
        set_runs(trained, "relu", depth, mean_loss=0.8)
        set_runs(trained, "sigmoid", depth, mean_loss=levels[0])
        set_runs(trained, "tanh", depth, mean_loss=levels[1])
        set_runs(trained, "swish", depth, mean_loss=1.6 - levels[0])
        set_runs(trained, "mish", depth, mean_loss=1.6 - levels[1])
    assert judge("faster", trained) is verdict
    assert judge("optimisation", trained) is verdict


def test_the_rate_is_chosen_on_seeds_that_are_not_compared(trained):
    set_runs(trained, "mish", 2, test_accuracy=0.5)
    best = trained["settings"][label("mish", 2, RATES[0])]["results"]
    best["validation accuracy"] = [0.99] * len(best["validation accuracy"])
    assert hw6_q1_records.chosen_rate(trained, "mish", 2) == RATES[0]
    best["test accuracy"] = [1.0] * 10 + [0.2] * 30
    assert hw6_q1_records.at_best(trained, "mish", 2, "test accuracy").mean() == pytest.approx(0.2)


def test_sparsity_and_dying_rules(trained):
    for zeros, verdict in ((0.4, HOLDS), (0.05, CAVEAT), (0.001, FAILS)):
        for rate in RATES:
            trained["settings"][label("relu", 2, rate)]["results"]["zeros"] = [zeros] * 3
        assert judge("sparsity", trained) is verdict
    set_runs(trained, "relu", 10, test_accuracy=0.85)
    high = trained["settings"][label("relu", 10, RATES[-1])]["results"]
    high["validation accuracy"] = [0.0] * 10
    for dead, accuracy, verdict in ((0.6, 0.3, HOLDS), (0.1, 0.8, CAVEAT), (0.01, 0.85, FAILS)):
        high["dead"] = [dead] * 3
        high["test accuracy"] = centre(high["test accuracy"], accuracy)
        assert judge("dying", trained) is verdict


def test_beta_rules(trained):
    for share, verdict in ((0.0, HOLDS), (0.05, CAVEAT), (0.3, FAILS)):
        for depth in (2, 10):
            results = trained["settings"][learnt_label(depth)]["results"]
            results["negative"] = [share] * len(results["negative"])
        assert judge("beta-range", trained) is verdict
    results = trained["settings"][beta_label(10.0)]["results"]
    at_zero = hw6_q1_records.gap_of(trained, 0.0).mean()
    test = np.mean(results["test accuracy"])
    for change, verdict in ((-0.05, HOLDS), (0.05, FAILS), (0.0, UNDECIDED)):
        results["train accuracy"] = centre(results["train accuracy"], test + at_zero + change)
        assert judge("beta-regularises", trained) is verdict


@pytest.mark.parametrize(
    ("relu", "swish", "mish", "verdict"),
    [
        (2.0, 2.0, 0.1, HOLDS),
        (2.0, 0.1, 0.1, CAVEAT),
        (0.1, 0.1, 0.1, UNDECIDED),
        (2.0, 0.1, 2.0, FAILS),
    ],
)
def test_traps_rule(chosen, relu, swish, mish, verdict):
    made = copy.deepcopy(chosen)
    for name, loss in (("relu", relu), ("swish", swish), ("mish", mish)):
        for rate in DEEPEST_RATES[1:]:
            entry = made["settings"][label(name, DEEPEST, rate)]["results"]
            entry["last loss"] = [loss] * entry["runs"]
    assert judge("traps", made) is verdict


def test_landscape_rule(shapes):
    def set_all(name, value, measures=hw6_q1_records.MEASURES):
        for depth in DEPTHS:
            results = shapes["settings"][shape_label(name, depth)]["results"]
            for measure in measures:
                wiggle = 1 + 0.01 * np.sin(np.arange(len(results[measure])) + len(name))
                results[measure] = (value * wiggle).tolist()

    set_all("mish", 1.0)
    for others, verdict in ((2.0, HOLDS), (0.5, FAILS)):
        set_all("relu", others)
        set_all("swish", others)
        assert judge("landscape", shapes) is verdict
    set_all("relu", 2.0)
    set_all("swish", 2.0, measures=("bend",))
    assert judge("landscape", shapes) is CAVEAT
