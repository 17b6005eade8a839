"""Newton's method, and what keeps it from going astray."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.training.trace import Counted, Objective, Trace

Array = np.ndarray
LEAST = 1e-6  # smallest curvature that a step divides by, unless it is Newton's own
SUFFICIENT = 1e-4  # share of the promised decrease that a step must bring (Armijo, 1966)
HALVINGS = 40


# book: directions
def newton(H: Array, g: Array) -> Array:
    """To the stationary point of the quadratic model: minimum, maximum or saddle."""
    return -np.linalg.solve(H, g)


def damped(H: Array, g: Array) -> Array:
    """Newton with a multiple of the identity added where H has a negative eigenvalue."""
    least = np.linalg.eigvalsh(H)[0]
    shift = max(0.0, -2 * least, LEAST - least)
    return -np.linalg.solve(H + shift * np.eye(len(g)), g)


def saddle_free(H: Array, g: Array) -> Array:
    """Newton with |H| for H: the same eigenvectors, eigenvalues without their signs."""
    values, axes = np.linalg.eigh(H)
    return -axes @ ((axes.T @ g) / np.maximum(np.abs(values), LEAST))


# book: minimise
def minimise(
    objective: Objective,
    x: Array,
    direction: Callable[[Array, Array], Array],
    steps: int,
    stop: float = 0.0,
    search: bool = True,
) -> Trace:
    """Up to so many steps from (n,) x; x itself stays.

    direction: (Hessian, gradient) -> step.
    stop:      ends where the gradient's norm is at most this.
    search:    halve each step until the value falls enough; without it every step is whole.
    Ends early where no step helps, where the Hessian is singular, or where a number is not finite.
    """
    counted, x = Counted(objective), np.array(x, float)
    value, gradient = counted.value_and_gradient(x)
    counted.log(x, value, gradient)
    for _ in range(steps):
        if not np.linalg.norm(gradient) > stop:
            break
        try:
            step = direction(counted.hessian(x), gradient)
        except np.linalg.LinAlgError:
            break
        if search:
            step = _shortened(counted, x, step, value, gradient)
        if not np.isfinite(step).all() or not step.any():
            break
        x = x + step
        value, gradient = counted.value_and_gradient(x)
        counted.log(x, value, gradient)
    return counted.trace()


# book: end
def _shortened(counted: Counted, x: Array, step: Array, value: float, gradient: Array) -> Array:
    """The step, halved until the value falls by a share of what the slope promises; or 0."""
    slope = gradient @ step
    for _ in range(HALVINGS):
        if counted.value_and_gradient(x + step)[0] <= value + SUFFICIENT * slope:
            return step
        step, slope = step / 2, slope / 2
    return 0 * step
