"""What can be said of the playground's networks without training them."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def least_squares(x: Array, y: Array) -> Array:
    """(S, n, d) points and (S, n) labels -> (S, d), the slopes of each draw's least-squares fit.

    The fit has an intercept, which takes up what the classes differ in number.
    """
    x = x - x.mean(axis=1, keepdims=True)
    moments = np.einsum("sni,snj->sij", x, x)
    return np.linalg.solve(moments, np.einsum("sni,sn->si", x, y)[..., None])[..., 0]


def median_slope(variance: float, n: int) -> float:
    """Median norm of a least-squares slope where there is nothing to find.

    n points in the plane with that variance in each direction, labels ±1 that do not correlate
    with them: each component is close to normal with variance 1 / (n variance), so that
    the norm is a Rayleigh variable.
    """
    return float(np.sqrt(2 * np.log(2) / (n * variance)))


def conserved(hidden: Array, bias: Array, output: Array) -> Array:
    """v² - |w|² - b² of each hidden unit, which gradient flow keeps if the units are linear.

    hidden: (S, n_in, units), bias: (S, units), output: (S, units, 1) -> (S, units).
    """
    return output[..., 0] ** 2 - (hidden**2).sum(axis=1) - bias**2


def line_bounds(x: Array, y: Array) -> tuple[float, float]:
    """(lower, upper) bound on the accuracy of the best straight line for (n, 2) points, y ±1.

    A line that parts the points can be moved, without a point crossing it, until it goes through
    two of them. So it is enough to try the lines through two points. Upper: the points on the
    line count as right. Lower: the two that the line was drawn through count as right, since it
    can be turned to either side of each, and other points on it as wrong.
    """
    first, second = np.triu_indices(len(x), k=1)
    along = x[second] - x[first]
    length = np.hypot(*along.T)
    keep = length > 1e-9  # two points in one place make no line
    first, normal = first[keep], along[keep][:, ::-1] * [1, -1] / length[keep, None]
    low = high = 0
    for part in np.array_split(np.arange(len(first)), max(1, len(first) // 4000)):
        distance = normal[part] @ x.T - (normal[part] * x[first[part]]).sum(axis=1)[:, None]
        on = np.abs(distance) < 1e-9
        right = (np.sign(distance) == y) & ~on
        wrong = (np.sign(distance) == -y) & ~on
        best = np.maximum(right.sum(axis=1), wrong.sum(axis=1))
        low = max(low, int((best + 2).max()))
        high = max(high, int((best + on.sum(axis=1)).max()))
    return low / len(x), high / len(x)
