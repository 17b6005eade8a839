"""A hidden layer whose weights are drawn, with an output layer fitted by least squares.

How well a layer of n units can approximate a function, with training's difficulties left out:
the best output weights are found exactly.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Array = np.ndarray
STEEPEST = 10.0


# book: features
def fit(f: Callable[[Array], Array], x: Array, target: Array, n: int, seed: int) -> Array:
    """(m,) best approximation of the target on x, in [-1, 1], by n units f(w (x - c))."""
    rng = np.random.default_rng(seed)
    c = rng.uniform(-1, 1, n)
    w = rng.choice([-1, 1], n) * rng.uniform(2, STEEPEST, n)
    hidden = f(w * (x[:, None] - c))
    design = np.column_stack([hidden, np.ones(len(x))])
    weights, *_ = np.linalg.lstsq(design, target, rcond=None)
    return design @ weights


# book: end
