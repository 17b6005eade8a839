"""Means, predictions, pairs, likeness, improvement, multiplicity: against SciPy, published
examples, exact theory and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from nnlab.statistics.equivalence import equivalence
from nnlab.statistics.improvement import probability_of_improvement
from nnlab.statistics.means import bootstrap_interval, t_interval
from nnlab.statistics.multiplicity import (
    benjamini_hochberg,
    chance_of_false_alarms,
    expected_false_alarms,
    holm,
)
from nnlab.statistics.paired import differences, paired_bootstrap_interval, paired_t_interval
from nnlab.statistics.prediction import prediction_interval, t_prediction_interval
from nnlab.statistics.sample import Estimate
from nnlab.statistics.test_set import (
    binomial_error,
    reported_accuracy_interval,
    reported_accuracy_t_interval,
)

# Student's own example: extra hours of sleep, ten patients, two drugs (Student, 1908).
SLEEP_A = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SLEEP_B = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

samples = st.lists(st.integers(-1000, 1000), min_size=4, max_size=30).map(np.array)
pairs = st.integers(4, 30).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(-99, 99), min_size=n, max_size=n)] * 2)
)


def ends(estimate: Estimate) -> np.ndarray:
    return np.array([estimate.value, estimate.low, estimate.high])


def coverage(truth, intervals) -> float:
    return float(np.mean([low <= truth <= high for low, high in intervals]))


# Means


def test_t_interval_is_scipys(rng):
    sample = rng.normal(size=17)
    for level in (0.9, 0.95):
        low, high = stats.ttest_1samp(sample, 0).confidence_interval(level)
        np.testing.assert_allclose(ends(t_interval(sample, level)), [sample.mean(), low, high])


def test_bootstrap_interval_is_scipys_and_repeats(rng):
    sample = rng.exponential(size=40)
    found = bootstrap_interval(sample, seed=3)
    judge = stats.bootstrap((sample,), np.mean, rng=np.random.default_rng(3)).confidence_interval
    np.testing.assert_allclose((found.low, found.high), judge)
    assert found == bootstrap_interval(sample, seed=3)
    assert found != bootstrap_interval(sample, seed=4)


def test_bootstrap_of_many_values_goes_in_parts(rng):
    """5,000 values × 9,999 resamples would take 400 MB at once."""
    sample = rng.normal(size=5000)
    found, exact = bootstrap_interval(sample), t_interval(sample)
    np.testing.assert_allclose(ends(found), ends(exact), atol=0.002)


def test_mean_intervals_cover(rng):
    normal = rng.normal(5, 2, (4000, 8))
    found = [t_interval(row) for row in normal]
    assert coverage(5, [(e.low, e.high) for e in found]) == pytest.approx(0.95, abs=0.012)
    skewed = rng.exponential(1, (400, 40))
    found = [bootstrap_interval(row, resamples=999) for row in skewed]
    assert coverage(1, [(e.low, e.high) for e in found]) == pytest.approx(0.94, abs=0.03)


def test_values_all_equal_give_no_width():
    assert t_interval([0.5] * 4) == bootstrap_interval([0.5] * 4) == Estimate(0.5, 0.5, 0.5)
    assert not t_interval([0.5] * 4).excludes(0.5)
    assert t_interval([0.5] * 4).excludes(0.51)


@given(samples, st.sampled_from([0.25, 1.0, 8.0]), st.integers(-50, 50))
@settings(max_examples=30, deadline=None)
def test_mean_intervals_move_with_shift_and_scale(sample, scale, shift):
    def few(values):
        return bootstrap_interval(values, resamples=199)

    for interval in (t_interval, few):
        moved = interval(scale * sample + shift)
        expected = scale * ends(interval(sample)) + shift
        np.testing.assert_allclose(ends(moved), expected, rtol=1e-9, atol=1e-7)


# One more run


def test_t_prediction_interval_of_known_numbers():
    # mean 3, s = √2.5, n = 5, t(0.975, 4) = 2.776445: half = 2.776445 · √2.5 · √1.2 = 4.808944.
    low, high = t_prediction_interval([1, 2, 3, 4, 5])
    assert (low, high) == (pytest.approx(-1.808944, abs=1e-6), pytest.approx(7.808944, abs=1e-6))


def test_t_prediction_interval_holds_the_next_normal_draw(rng):
    draws = rng.normal(size=(6000, 6))
    inside = 0
    for row in draws:
        low, high = t_prediction_interval(row[:-1])
        inside += low <= row[-1] <= high
    assert inside / 6000 == pytest.approx(0.95, abs=0.01)


@given(samples, st.sampled_from([0.25, 8.0]), st.integers(-50, 50))
def test_prediction_moves_with_shift_and_scale(sample, scale, shift):
    moved = t_prediction_interval(scale * sample + shift)
    expected = scale * np.array(t_prediction_interval(sample)) + shift
    np.testing.assert_allclose(moved, expected, rtol=1e-9, atol=1e-7)
    assert moved[0] <= t_interval(scale * sample + shift).low + 1e-7


# A finite test set


def test_binomial_error_of_known_numbers():
    assert binomial_error(0.9, 100) == pytest.approx(0.03)
    assert binomial_error(0.5, 10_000) == pytest.approx(0.005)
    assert binomial_error(1.0, 200) == 0


def test_no_spread_over_seeds_leaves_the_binomial():
    n, big = 200, 10**7
    same = np.full(400, 0.97)
    low, high = reported_accuracy_interval(same, big, n)
    share = 10 / 401  # the rank that 400 runs allow
    exact = stats.binom(n, 0.97)
    assert (low, high) == (exact.ppf(share) / n, exact.isf(share) / n)
    low, high = reported_accuracy_t_interval(same, big, n)
    error = binomial_error(0.97, n)
    half = stats.norm.ppf(0.975) * error
    assert (low, high) == (
        pytest.approx(0.97 - half, abs=1e-6),
        pytest.approx(0.97 + half, abs=1e-6),
    )


def test_two_large_test_sets_leave_the_spread_over_seeds(rng):
    accuracies = rng.integers(700_000, 900_000, 99) / 10**6
    found = reported_accuracy_interval(accuracies, 10**9, 10**5)
    np.testing.assert_allclose(found, prediction_interval(accuracies), atol=0.004)
    found = reported_accuracy_t_interval(accuracies, 10**9, 10**5)
    np.testing.assert_allclose(found, t_prediction_interval(accuracies), atol=1e-4)


@pytest.mark.parametrize(("mean", "spread"), [(0.97, 0.01), (0.85, 0.03), (0.9, 0.0)])
@pytest.mark.parametrize(
    ("interval", "runs"), [(reported_accuracy_interval, 100), (reported_accuracy_t_interval, 10)]
)
def test_reported_accuracy_falls_inside_as_often_as_promised(rng, interval, runs, mean, spread):
    inside, times, many, few = 0, 400, 5000, 200
    for _ in range(times):
        p = np.clip(rng.normal(mean, spread, runs + 1), 0, 1)
        low, high = interval(rng.binomial(many, p[:-1]) / many, many, few)
        inside += low <= rng.binomial(few, p[-1]) / few <= high
    # Counts are whole numbers, so an interval of them holds somewhat more than it promises.
    assert 0.925 <= inside / times <= 0.995


def test_without_the_binomial_error_the_report_falls_outside_too_often(rng):
    """That the widening bites: the plain interval misses what it is not made for."""
    inside = 0
    for _ in range(200):
        p = rng.normal(0.85, 0.01, 101)
        low, high = prediction_interval(p[:-1])
        inside += low <= rng.binomial(200, p[-1]) / 200 <= high
    assert inside / 200 < 0.8


# Pairs


def test_paired_interval_of_students_own_example():
    # R's documentation of t.test, sleep data, paired: -2.4598858 to -0.7001142, mean -1.58.
    found = paired_t_interval(SLEEP_A, SLEEP_B)
    np.testing.assert_allclose(ends(found), [-1.58, -2.4598858, -0.7001142], atol=5e-8)
    judge = stats.ttest_rel(SLEEP_A, SLEEP_B).confidence_interval()
    np.testing.assert_allclose(ends(found)[1:], judge)
    assert found.excludes(0)


def test_pairing_removes_what_the_seeds_share(rng):
    shared = rng.normal(0, 1, 50)
    a, b = shared + rng.normal(0.1, 0.05, 50), shared + rng.normal(0, 0.05, 50)
    assert paired_t_interval(a, b).excludes(0)
    assert paired_bootstrap_interval(a, b).excludes(0)
    assert not stats.ttest_ind(a, b).pvalue < 0.05


@given(pairs)
def test_swapping_the_pair_turns_the_interval_round(ab):
    forth, back = paired_t_interval(*ab), paired_t_interval(*ab[::-1])
    np.testing.assert_allclose(ends(forth), -ends(back)[[0, 2, 1]], atol=1e-9)


# Likeness


def test_equivalence_is_two_one_sided_tests_of_scipy(rng):
    a = rng.normal(0, 1, 30)
    b = a + rng.normal(0.1, 0.5, 30)
    found = equivalence(a, b, 0.4)
    above = stats.ttest_1samp(a - b, -0.4, alternative="greater").pvalue
    below = stats.ttest_1samp(a - b, 0.4, alternative="less").pvalue
    assert found.p == pytest.approx(max(above, below))
    low, high = stats.ttest_rel(a, b).confidence_interval(0.9)
    np.testing.assert_allclose(ends(found.difference)[1:], [low, high])


@given(pairs, st.floats(0.1, 60), st.sampled_from([0.01, 0.05, 0.1]))
@settings(deadline=None)
def test_alike_is_an_interval_within_the_margin(ab, margin, alpha):
    found = equivalence(*ab, margin, alpha)
    reach = max(-found.difference.low, found.difference.high)
    if abs(reach - margin) > 1e-9:
        assert found.alike == (reach < margin)
    assert equivalence(*ab[::-1], margin, alpha).p == pytest.approx(found.p)


def test_equivalence_errs_as_often_as_allowed(rng):
    """At a difference of exactly the margin, alike is the wrong answer."""
    gaps = rng.normal(1, 0.4, (2000, 12))
    wrong = np.mean([equivalence(row, np.zeros(12), 1.0).alike for row in gaps])
    assert wrong == pytest.approx(0.05, abs=0.015)


def test_equivalence_without_any_spread():
    a = np.full(5, 0.5)
    assert equivalence(a, a, 0.01).alike
    assert equivalence(a + 0.25, a, 0.125).p == 1


# Improvement


def test_improvement_is_mann_whitneys_u(rng):
    a, b = rng.integers(0, 9, 31), rng.integers(1, 10, 24)
    u = stats.mannwhitneyu(a, b).statistic
    assert probability_of_improvement(a, b).value == pytest.approx(u / (31 * 24))


def test_improvement_has_brunner_munzels_spread(rng):
    """Undo the logit: half the width over the t quantile is their statistic's denominator."""
    a, b = rng.normal(0.5, 1, 40), rng.normal(0, 3, 25)
    found = probability_of_improvement(a, b)
    judge = stats.brunnermunzel(b, a)
    logits = np.log(ends(found) / (1 - ends(found)))
    np.testing.assert_allclose(logits[2] - logits[0], logits[0] - logits[1])
    p = found.value
    slope = (p - 0.5) / (p * (1 - p))
    freedom = _freedom(a, b)
    implied = slope / (logits[2] - logits[0]) * stats.t.ppf(0.975, freedom)
    assert implied == pytest.approx(judge.statistic)
    assert 2 * stats.t.sf(abs(implied), freedom) == pytest.approx(judge.pvalue)


def _freedom(a, b):
    wins = (a[:, None] > b) + 0.5 * (a[:, None] == b)
    parts = wins.mean(1).var(ddof=1) / len(a), wins.mean(0).var(ddof=1) / len(b)
    return sum(parts) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))


@pytest.mark.parametrize("p", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("spread", [1.0, 0.2])
def test_improvement_covers(rng, p, spread):
    shift = stats.norm.ppf(p) * np.hypot(1, spread)
    found = [
        probability_of_improvement(rng.normal(shift, 1, 20), rng.normal(0, spread, 20))
        for _ in range(600)
    ]
    assert 0.925 <= coverage(p, [(e.low, e.high) for e in found]) <= 0.995


def test_improvement_where_all_pairs_come_out_alike():
    high, low = np.arange(10, 30), np.arange(10)
    sure = stats.beta.ppf(0.025, 10, 1)
    np.testing.assert_allclose(ends(probability_of_improvement(high, low)), [1, sure, 1])
    np.testing.assert_allclose(ends(probability_of_improvement(low, high)), [0, 0, 1 - sure])
    for n in range(2, 50):
        value, _, end = ends(probability_of_improvement(np.ones(n), np.zeros(n)))
        assert value == end == 1
    tied = ends(probability_of_improvement(np.ones(10), np.ones(12)))
    np.testing.assert_allclose(tied, [0.5, sure / 2, 1 - sure / 2])


@given(samples, samples, st.sampled_from([0.5, 4.0]), st.integers(-9, 9))
def test_improvement_knows_ranks_only_and_turns_round(a, b, scale, shift):
    found = ends(probability_of_improvement(a, b))
    assert 0 <= found[1] <= found[0] <= found[2] <= 1
    moved = probability_of_improvement(scale * a + shift, scale * b + shift)
    np.testing.assert_allclose(ends(moved), found)
    back = ends(probability_of_improvement(b, a))
    np.testing.assert_allclose(1 - back[[0, 2, 1]], found, atol=1e-9)


# Multiplicity


def test_sixty_comparisons_raise_three_false_alarms(rng):
    assert expected_false_alarms(60) == pytest.approx(3)
    assert chance_of_false_alarms(1, 60) == pytest.approx(1 - 0.95**60)
    assert chance_of_false_alarms(0, 60) == 1
    simulated = (rng.random((20_000, 60)) < 0.05).sum(axis=1)
    assert chance_of_false_alarms(7, 60) == pytest.approx((simulated >= 7).mean(), abs=0.005)


def test_holm_and_benjamini_hochberg_of_known_examples():
    # Holm's by hand: 4 · 0.005, 3 · 0.01, 2 · 0.03, and 0.04, which may not fall below 0.06.
    p = [0.01, 0.04, 0.03, 0.005]
    np.testing.assert_allclose(holm(p), [0.03, 0.06, 0.06, 0.02])
    # Benjamini and Hochberg (1995), section 3.2: of these 15, four are found at 0.05, Holm three.
    p = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
         0.5719, 0.6528, 0.7590, 1.0]
    )  # fmt: skip
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (holm(p) <= 0.05).sum() == 3


def test_holm_errs_anywhere_as_seldom_as_it_says(rng):
    p = rng.random((4000, 20))
    assert np.mean([holm(row).min() < 0.05 for row in p]) == pytest.approx(0.05, abs=0.011)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_adjusted_p_values_keep_their_order_and_their_place(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    bonferroni = np.minimum(np.array(p) * len(p), 1)
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p)
        assert (adjusted >= np.array(p) - 1e-12).all()
        assert (adjusted <= bonferroni + 1e-12).all()
        assert (np.diff(adjusted[np.argsort(p)]) >= -1e-12).all()
        np.testing.assert_allclose(adjust(np.array(p)[order]), adjusted[order])


# Bad input


@pytest.mark.parametrize(
    "statistic",
    [
        t_interval,
        bootstrap_interval,
        t_prediction_interval,
        lambda values: probability_of_improvement(values, [1, 2]),
        lambda values: probability_of_improvement([1, 2], values),
        lambda values: differences(values, [1, 2]),
        lambda values: reported_accuracy_t_interval(values, 10, 10),
    ],
)
@pytest.mark.parametrize(
    ("values", "text"),
    [([0.5], "1 values are too few"), ([], "0 values are too few"),
     ([0.5, np.nan], "1 of 2 values are nan"), ([np.inf, np.nan], "2 of 2 values are nan"),
     ([[0.5, 0.5]], r"not the shape \(1, 2\)")],
)  # fmt: skip
def test_bad_samples_are_named(statistic, values, text):
    with pytest.raises(ValueError, match=text):
        statistic(values)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: t_interval([1, 2], 95), "a level lies between 0 and 1, not 95"),
        (lambda: bootstrap_interval([1, 2], 0), "a level lies between 0 and 1, not 0"),
        (lambda: prediction_interval([np.nan] * 50), "50 of 50 values are nan"),
        (lambda: differences([1, 2, 3], [1, 2]), "3 values cannot be paired with 2"),
        (lambda: equivalence([1, 2], [1, 2], 0), "a margin is a positive number, not 0"),
        (lambda: equivalence([1, 2], [1, 2], np.nan), "a margin is a positive number, not nan"),
        (lambda: equivalence([1, 2], [1, 2], 1, 0.5), "alpha lies between 0 and one half"),
        (lambda: binomial_error(97, 200), "a fraction from 0 to 1, not 97"),
        (lambda: binomial_error(0.97, 0), "0 is not a number of examples"),
        (lambda: reported_accuracy_interval([0.5] * 38, 10, 10), "38 values are too few for"),
        (lambda: reported_accuracy_interval([0.55] * 39, 10, 10), "not a fraction of 10"),
        (lambda: reported_accuracy_t_interval([1.1] * 9, 10, 10), "not a fraction of 10"),
        (lambda: reported_accuracy_t_interval([0.5] * 9, 10, 0), "0 is not a number of examples"),
        (lambda: expected_false_alarms(-1), "-1 is not a number of comparisons"),
        (lambda: expected_false_alarms(5, 1.0), "alpha lies between 0 and 1"),
        (lambda: holm([0.5, 1.5]), "a p-value lies between 0 and 1"),
        (lambda: benjamini_hochberg([]), "0 values are too few"),
    ],
)
def test_bad_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
