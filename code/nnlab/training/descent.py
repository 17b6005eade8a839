"""Steps from gradients alone, on all of the examples at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.training.loop import Optimiser
from nnlab.training.trace import Counted, Objective, Trace

Array = np.ndarray


def descend(
    objective: Objective,
    x: Array,
    optimiser: Optimiser,
    steps: int,
    stop: float = 0.0,
    kept: Callable[[int], bool] = lambda step: False,  # noqa: ARG005
) -> Trace:
    """Up to so many steps from (n,) x, or from S points (S, n) at once; x itself stays.

    stop: ends where the gradient's norm is at most this, at all of the points.
    kept: step -> whether its point is kept.
    """
    counted, x = Counted(objective, kept), np.array(x, float)
    for step in range(steps + 1):
        value, gradient = counted.value_and_gradient(x)
        counted.log(x, value, gradient)
        if step == steps or np.linalg.norm(gradient, axis=-1).max() <= stop:
            break
        optimiser.update([x], [gradient])
    return counted.trace()
