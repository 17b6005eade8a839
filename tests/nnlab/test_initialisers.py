"""Initialisers against theory, Keras and each other."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.initialisers.base import fans
from nnlab.initialisers.catalogue import initialiser
from nnlab.naming import UnknownNameError

SHAPE = (300, 200)


@pytest.mark.parametrize(
    ("name", "parameters", "mean", "std"),
    [
        ("zeros", {}, 0, 0),
        ("constant", {"value": -2.5}, -2.5, 0),
        ("uniform", {}, 0.5, 12**-0.5),
        ("uniform", {"low": -1, "high": 1}, 0, 3**-0.5),
        ("normal", {"std": 0.3, "mean": 2}, 2, 0.3),
        ("orthogonal", {"gain": 2}, 0, 2 / 300**0.5),
    ],
)
def test_mean_and_spread(rng, name, parameters, mean, std):
    weights = initialiser(name, **parameters)(rng, SHAPE)
    assert weights.shape == SHAPE
    assert weights.dtype == np.float64
    assert weights.mean() == pytest.approx(mean, abs=5 * std / 60_000**0.5)
    assert weights.std() == pytest.approx(std, rel=0.02, abs=1e-12)


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
@pytest.mark.parametrize("rule", ["xavier", "he", "lecun"])
@pytest.mark.parametrize("shape", [SHAPE, (5, 5, 40, 60)])
def test_variance_scaling_has_the_spread_of_keras(rng, rule, distribution, shape):
    import keras

    kind = {"xavier": "Glorot", "he": "He", "lecun": "Lecun"}[rule] + distribution.capitalize()
    theirs = np.asarray(getattr(keras.initializers, kind)(seed=1)(shape))
    ours = initialiser(rule, distribution=distribution)(rng, shape)
    assert ours.std() == pytest.approx(theirs.std(), rel=0.02)
    if distribution == "uniform":
        assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.01)


@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5), (3, 3, 2, 5)])
def test_orthogonal_is_orthogonal(rng, shape):
    weights = initialiser("orthogonal", gain=1.5)(rng, shape).reshape(-1, shape[-1])
    gram = weights.T @ weights if weights.shape[0] >= weights.shape[1] else weights @ weights.T
    np.testing.assert_allclose(gram, 2.25 * np.eye(len(gram)), atol=1e-12)


def test_orthogonal_has_no_preferred_sign(rng):
    corner = [initialiser("orthogonal")(rng, (3, 3))[0, 0] for _ in range(2000)]
    assert np.mean(corner) == pytest.approx(0, abs=0.05)


def test_fans_of_a_convolution():
    assert fans((5, 5, 40, 60)) == (1000, 1500)


def test_bad_input_is_named(rng):
    with pytest.raises(UnknownNameError, match="unknown initialiser 'glorot'"):
        initialiser("glorot")
    with pytest.raises(ValueError, match="low < high"):
        initialiser("uniform", low=1, high=1)
    with pytest.raises(ValueError, match="standard deviation"):
        initialiser("normal", std=-1)
    with pytest.raises(ValueError, match="distribution must be"):
        initialiser("he", distribution="cauchy")
    for name in ("he", "orthogonal"):
        with pytest.raises(ValueError, match="no fan-in"):
            initialiser(name)(rng, (3,))
