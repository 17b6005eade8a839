"""Random hidden layers and timing."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.activations.relu import RELU
from nnlab.models.random_features import fit
from nnlab.timing import ratios


def test_a_wide_layer_fits_and_a_polynomial_does_not():
    x = np.linspace(-1, 1, 201)
    target = np.sin(7 * x)
    assert np.abs(fit(RELU, x, target, 100, 0) - target).max() < 0.02
    square = fit(np.square, x, target, 100, 0)
    np.testing.assert_allclose(square, np.polyval(np.polyfit(x, target, 2), x), atol=1e-6)


def test_the_fit_is_the_best_of_its_layer():
    x = np.linspace(-1, 1, 50)
    residual = np.cos(3 * x) - fit(RELU, x, np.cos(3 * x), 6, 1)
    assert abs(residual.sum()) < 1e-8  # orthogonal to the constant


def test_ratios():
    work = {"one": lambda: np.sort(np.arange(2e5)), "four": lambda: np.sort(np.arange(2e6))}
    found = ratios(work, "one", repeats=5)
    assert (found["one"] == 1).all()
    assert np.median(found["four"]) > 2
    with pytest.raises(KeyError):
        ratios(work, "none")
