"""One logit that goes down its own loss, from where it is wrong: how long does it take?

Gradient flow dz/dt = -∂loss/∂z for the label 1; for the label 0 turn the sign of z. Both equations
separate. A step of gradient descent with rate η is about the time η.
"""

from __future__ import annotations

import numpy as np

from nnlab.losses.base import Loss

Array = np.ndarray


# book: flow
def cross_entropy_time(start: float, end: float) -> float:
    """Time from one logit to a larger one: dz/dt = 1/(1 + e^z)."""
    return float((end + np.exp(end)) - (start + np.exp(start)))


def squared_error_time(start: float, end: float) -> float:
    """The same: dz/dt = 2p(1 - p)² = 2e^z/(1 + e^z)³."""

    def passed(z: float) -> float:
        u = np.exp(z)
        return (-1 / u + 3 * z + 3 * u + u**2 / 2) / 2

    return float(passed(end) - passed(start))


# book: end
def descend(loss: Loss, start: float, rate: float, end: float = 0.0, most: int = 10**6) -> Array:
    """The logits of gradient descent from ``start`` until they reach ``end``; (steps + 1,).

    loss: of (logit, label). Raises ValueError where ``most`` steps do not suffice.
    """
    z, one = np.float64(start), np.float64(1)
    path = [z]
    while z < end:
        if len(path) > most:
            raise ValueError(f"{most} steps of {rate} do not reach {end} from {start}.")
        z = z - rate * loss.gradient(z, one)
        path.append(z)
    return np.array(path)
