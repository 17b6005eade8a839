"""Gradient descent, the plain update."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


# book: sgd
@dataclass(frozen=True)
class SGD:
    """parameter ← parameter - rate × gradient. Raises ValueError unless rate > 0."""

    rate: float

    def __post_init__(self) -> None:
        if not self.rate > 0:
            raise ValueError(f"a learning rate is positive, not {self.rate!r}.")

    def update(
        self,
        parameters: Sequence[np.ndarray],
        gradients: Sequence[np.ndarray],
    ) -> None:
        """One step, in place; the gradients are used up."""
        for parameter, gradient in zip(parameters, gradients, strict=True):
            gradient *= self.rate
            parameter -= gradient


# book: end
