"""The four classification sets of TensorFlow Playground, without noise, drawn from a seed.

500 points in the plane with labels -1 and 1, shuffled once; the first half trains, the second
tests (Smilkov et al., 2017). The distributions are the playground's; the draws are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnlab.datasets.base import Dataset, Part
from nnlab.naming import lookup
from nnlab.seeds import stream

POINTS = 500
_HALF = POINTS // 2
_SIGNS = np.repeat([1.0, -1.0], _HALF)  # the first 250 points are the positive ones


def draw(name: str, seed: int) -> Dataset:
    """One draw of a set.

    name: "circle", "xor", "gaussians" or "spiral". Only the order of a spiral depends on the
    seed. Returns train and test with x (250, 2) and y (250,), float64, y -1 or 1.
    Raises UnknownNameError, and ValueError for a seed outside 64 bits.
    """
    return _dataset(name, *_draw(name, seed))


def draw_batch(name: str, seeds: Sequence[int]) -> Dataset:
    """Draws for several seeds: as ``draw``, with an axis for the S seeds in front.

    Returns train and test with x (S, 250, 2) and y (S, 250), float64.
    """
    draws = [_draw(name, seed) for seed in seeds]
    return _dataset(name, np.stack([x for x, _ in draws]), np.stack([y for _, y in draws]))


def _draw(name: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    points_of = lookup("playground set", name, _SETS)
    random = stream(seed, "data")
    x, y = points_of(random)
    order = random.permutation(POINTS)
    return x[order], y[order]


def _dataset(name: str, x: np.ndarray, y: np.ndarray) -> Dataset:
    return Dataset(
        train=Part(x[..., :_HALF, :], y[..., :_HALF]),
        test=Part(x[..., _HALF:, :], y[..., _HALF:]),
        identity=f"drawn: playground {name}",
        source="drawn",
    )


def _circle(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A disc of radius 2.5 in a ring from 3.5 to 5; uniform in radius: denser inside."""
    low, high = np.repeat([0, 3.5], _HALF), np.repeat([2.5, 5], _HALF)
    u = random.random((POINTS, 2))
    return _polar(low + (high - low) * u[:, 0], 2 * np.pi * u[:, 1]), _SIGNS


def _xor(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Four squares of side 5, each 0.3 away from the axes; 1 where the signs agree."""
    x = 10 * random.random((POINTS, 2)) - 5
    x += np.where(x > 0, 0.3, -0.3)
    return x, np.where(x[:, 0] * x[:, 1] >= 0, 1.0, -1.0)


def _gaussians(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Around (2, 2) and (-2, -2), with variance 1/2 in each direction."""
    return 2 * _SIGNS[:, None] + np.sqrt(0.5) * random.standard_normal((POINTS, 2)), _SIGNS


def _spiral(_: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two arms of one and three quarter turns, half a turn apart."""
    i = np.tile(np.arange(_HALF), 2) / _HALF
    return _polar(5 * i, 1.75 * 2 * np.pi * i + np.where(_SIGNS > 0, 0, np.pi)), _SIGNS


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=-1)


_SETS: dict[str, Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]] = {
    "circle": _circle,
    "xor": _xor,
    "gaussians": _gaussians,
    "spiral": _spiral,
}
NAMES = tuple(_SETS)
