"""Conjugate gradients: linear equations from products with the matrix alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.training.trace import Counted, Objective, Trace

Array = np.ndarray


# book: cg
def conjugate_gradients(
    times: Callable[[Array], Array], b: Array, steps: int, tolerance: float = 0.0
) -> list[Array]:
    """Approximations of the solution of H s = b, (n,) each, from s = 0: one a step.

    times: v -> H v, for a symmetric positive definite H (Hestenes and Stiefel, 1952).
    Ends where the residual's norm is at most ``tolerance``.
    """
    s, residual = np.zeros_like(b), b.copy()
    direction, found = residual.copy(), [s]
    for _ in range(steps):
        square = residual @ residual
        if square <= tolerance**2:
            break
        Hd = times(direction)
        length = square / (direction @ Hd)
        s = s + length * direction
        residual = residual - length * Hd
        direction = residual + (residual @ residual) / square * direction
        found.append(s)
    return found


# book: end
def minimise_quadratic(objective: Objective, x: Array, steps: int, stop: float = 0.0) -> Trace:
    """Conjugate gradients for the minimum of a quadratic; one product with H a step."""
    _, gradient = objective.value_and_gradient(x)
    H, counted = objective.hessian(x), Counted(objective, lambda step: False)  # noqa: ARG005
    for step, s in enumerate(conjugate_gradients(lambda v: H @ v, -gradient, steps, stop)):
        counted.work = 1 + 2 * step
        counted.log(x + s, *objective.value_and_gradient(x + s))
    return counted.trace()
