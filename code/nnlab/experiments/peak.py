"""Least squares at the peak: a curve through a few points, and noise alone.

The smallest examples in which the error peaks where there are as many features as points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.models.least_squares import ridge_predictions
from nnlab.seeds import stream

Array = np.ndarray

POINTS, NOISE = 12, 0.2
GRID = np.linspace(-1, 1, 121)


def target(x: Array) -> Array:
    """The curve that the points scatter about."""
    return np.sin(4 * x)


def noisy_points(seed: int) -> tuple[Array, Array]:
    """(POINTS,) places, one in each of as many equal parts of [-1, 1], and noisy values there."""
    rng = stream(seed, "data")
    x = -1 + 2 * (np.arange(POINTS) + rng.random(POINTS)) / POINTS
    return x, target(x) + NOISE * rng.normal(size=POINTS)


# book: curve
def shortest_fits(x: Array, y: Array, counts: Sequence[int], seed: int) -> Array:
    """(len(counts), 121) values on GRID of the shortest least-squares fits by random features.

    A feature is max(0, ±(x - c)), its bend c and its sign drawn; each count adds to the last.
    """
    rng = stream(seed, "weights")
    bends, signs = rng.uniform(-1, 1, max(counts)), rng.choice([-1, 1], max(counts))

    def features(at: Array, count: int) -> Array:
        return np.maximum(0, signs[:count] * (at[:, None] - bends[:count]))

    fits = [
        ridge_predictions(features(x, count), y[:, None], [0.0], features(GRID, count))
        for count in counts
    ]
    return np.array([predicted[0, :, 0] for _, (predicted,), _ in fits])


# book: end
def noise_variance(n: int, p: int, seeds: Sequence[int]) -> Array:
    """(S,) squared prediction error of the shortest fit to n targets that are noise alone.

    Noise has variance 1 and the p features are standard normal, so that a new point's expected
    squared error, its own noise left out, is the squared length of the fitted weights.
    """
    norms = []
    for seed in seeds:
        rng = stream(seed, "data")
        design, noise = rng.normal(size=(n, p)), rng.normal(size=(n, 1))
        norms.append(ridge_predictions(design, noise, [0.0])[0][0])
    return np.array(norms) ** 2


def expected_variance(n: int, p: int) -> float:
    """What ``noise_variance`` is on average: infinite for p from n - 1 to n + 1."""
    if abs(n - p) <= 1:
        return np.inf
    return min(n, p) / (abs(n - p) - 1)
