"""Gradient descent with memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray


# book: momentum
@dataclass
class HeavyBall:
    """step ← momentum × step - rate × gradient (Polyak, 1964). Has state: one a training.

    Raises ValueError unless rate > 0 and 0 <= momentum < 1.
    """

    rate: float
    momentum: float
    _step: list[Array] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        if not (self.rate > 0 and 0 <= self.momentum < 1):
            raise ValueError(f"rate {self.rate!r} and momentum {self.momentum!r} do not descend.")

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        """One step, in place."""
        if not self._step:
            self._step = [np.zeros_like(p) for p in parameters]
        for parameter, gradient, step in zip(parameters, gradients, self._step, strict=True):
            step *= self.momentum
            step -= self.rate * gradient
            parameter += step


# book: end
def best_for(least: float, largest: float) -> HeavyBall:
    """Polyak's rate and momentum for a quadratic with eigenvalues between the two."""
    low, high = np.sqrt(least), np.sqrt(largest)
    return HeavyBall((2 / (low + high)) ** 2, ((high - low) / (high + low)) ** 2)
