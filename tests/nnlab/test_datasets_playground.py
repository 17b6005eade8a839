"""The playground's sets against the same rules written as plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnlab.datasets import playground
from nnlab.naming import UnknownNameError
from nnlab.seeds import stream

NAMES = ["circle", "xor", "gaussians", "spiral"]
each = pytest.mark.parametrize("name", NAMES)


def by_loops(name, seed):
    """The 500 points [x1, x2, label], in order, drawn one number at a time."""
    random = stream(seed, "data")
    points = []
    for i in range(500):
        label = 1 if i < 250 else -1
        if name == "circle":
            low, high = (0, 2.5) if label == 1 else (3.5, 5)
            r = low + (high - low) * random.random()
            angle = 2 * math.pi * random.random()
            points.append([r * math.sin(angle), r * math.cos(angle), label])
        elif name == "xor":
            pair = []
            for _ in range(2):
                c = -5 + 10 * random.random()
                pair.append(c + 0.3 if c > 0 else c - 0.3)
            points.append([*pair, 1 if pair[0] * pair[1] >= 0 else -1])
        elif name == "gaussians":
            x1 = 2 * label + math.sqrt(0.5) * random.standard_normal()
            points.append([x1, 2 * label + math.sqrt(0.5) * random.standard_normal(), label])
        else:
            r = 5 * (i % 250) / 250
            t = 1.75 * 2 * math.pi * (i % 250) / 250 + (0 if label == 1 else math.pi)
            points.append([r * math.sin(t), r * math.cos(t), label])
    return np.array([points[i] for i in random.permutation(500)])


def whole(data):
    return np.concatenate([data.train.x, data.test.x]), np.concatenate([data.train.y, data.test.y])


@each
@pytest.mark.parametrize("seed", [0, 1, 2**40])
def test_equals_plain_loops(name, seed):
    expected = by_loops(name, seed)
    data = playground.draw(name, seed)
    assert data.train.x.shape == data.test.x.shape == (250, 2)
    assert data.train.y.shape == data.test.y.shape == (250,)
    x, y = whole(data)
    np.testing.assert_allclose(x, expected[:, :2], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(y, expected[:, 2])
    assert x.dtype == y.dtype == np.float64


@each
def test_ranges_and_labels(name):
    batch = playground.draw_batch(name, range(50))
    x = np.concatenate([batch.train.x, batch.test.x], axis=1)
    y = np.concatenate([batch.train.y, batch.test.y], axis=1)
    r = np.hypot(x[..., 0], x[..., 1])
    assert set(np.unique(y)) == {-1.0, 1.0}
    if name == "xor":
        assert 0.3 <= np.abs(x).min() < 0.31
        assert 5.29 < np.abs(x).max() <= 5.3
        assert ((x.prod(axis=-1) > 0) == (y > 0)).all()
        assert abs(y.mean()) < 4 / math.sqrt(y.size)
        return
    assert (y.sum(axis=1) == 0).all()
    if name == "circle":
        assert r[y > 0].max() <= 2.5
        assert r[y < 0].min() >= 3.5
        assert r.max() <= 5
        # Uniform in radius, not in area: the mean radius of the disc is 1.25, not 1.67.
        assert abs(r[y > 0].mean() - 1.25) < 0.03
    elif name == "gaussians":
        centred = x - 2 * y[..., None]
        assert abs(centred.var() - 0.5) < 0.01
        assert abs(centred.mean()) < 0.02
    else:
        assert r.max() == pytest.approx(5 * 249 / 250)


@each
def test_same_seed_same_data_and_each_half_has_both_labels(name):
    first, again = (playground.draw(name, 7) for _ in range(2))
    np.testing.assert_array_equal(first.train.x, again.train.x)
    assert not np.array_equal(first.train.x, playground.draw(name, 8).train.x)
    for part in (first.train, first.test):
        assert 90 < (part.y > 0).sum() < 160  # six standard deviations of a fair shuffle


@each
def test_batch_members_equal_single_draws(name):
    seeds = [5, 0, 2**40]
    batch = playground.draw_batch(name, seeds)
    assert batch.train.x.shape == (3, 250, 2)
    for member, seed in enumerate(seeds):
        single = playground.draw(name, seed)
        for of_batch, alone in [(batch.train, single.train), (batch.test, single.test)]:
            np.testing.assert_array_equal(of_batch.x[member], alone.x)
            np.testing.assert_array_equal(of_batch.y[member], alone.y)


def test_draws_leave_no_shared_state():
    """Labels of one draw can be changed without touching the next."""
    playground.draw("circle", 1).train.y[:] = 9
    assert set(playground.draw("circle", 1).train.y) == {-1.0, 1.0}


def test_names():
    assert list(playground.NAMES) == NAMES
    with pytest.raises(UnknownNameError, match=r"unknown playground set 'spirall'.*'spiral'"):
        playground.draw("spirall", 0)
    with pytest.raises(ValueError, match="a seed is a whole number"):
        playground.draw("xor", -1)
