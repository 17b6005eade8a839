"""Statistics against published examples, exact theory and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from nnlab.statistics.prediction import prediction_interval
from nnlab.statistics.rates import difference_of_rates, rate, rate_of


def test_wilson_interval_of_a_published_example():
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
    found = rate(81, 263)
    assert (found.low, found.high) == (
        pytest.approx(0.2553, abs=5e-5),
        pytest.approx(0.3662, abs=5e-5),
    )


def test_wilson_interval_solves_its_own_equation():
    found = rate(17, 90)
    for end in (found.low, found.high):
        z = (found.value - end) / np.sqrt(end * (1 - end) / 90)
        assert abs(z) == pytest.approx(1.959964, rel=1e-6)


def test_wilson_interval_covers():
    n, p = 50, 0.9
    k = np.arange(n + 1)
    inside = np.array([rate(i, n).low <= p <= rate(i, n).high for i in k])
    assert binom.pmf(k, n, p)[inside].sum() == pytest.approx(0.95, abs=0.03)


def test_rate_at_the_ends_and_of_an_array():
    assert rate(0, 20).low == 0
    assert rate(0, 20).high > 0.1
    assert rate_of(np.array([True, False, True, True])).value == 0.75
    with pytest.raises(ValueError, match="k"):
        rate(3, 2)


def test_difference_of_rates_of_a_published_example():
    # Newcombe (1998), "Interval estimation for the difference", table II, contrast (a).
    low, high = difference_of_rates(rate(56, 70), rate(48, 80))
    assert (low, high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_prediction_interval_holds_the_next_draw_as_often_as_it_says(rng):
    draws = rng.lognormal(size=(4000, 80))
    inside = 0
    for row in draws:
        low, high = prediction_interval(row[:-1])
        inside += low <= row[-1] <= high
    assert inside / 4000 == pytest.approx(0.95, abs=0.012)


def test_prediction_interval_is_made_of_order_statistics():
    assert prediction_interval(np.arange(1, 40)) == (1, 39)
    assert prediction_interval(np.arange(1, 80)[::-1]) == (2, 78)
    with pytest.raises(ValueError, match="38 values are too few for a 95%"):
        prediction_interval(np.arange(38))
