"""Adam (Kingma and Ba, 2015), in the form and with the defaults of Keras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

Array = np.ndarray


@dataclass
class Adam:
    """Steps of about ``rate``, whatever the size of the gradient. Keeps state: one a training.

    rate:    learning rate; ValueError unless positive.
    beta1:   decay of the mean of the gradients.
    beta2:   decay of the mean of their squares.
    epsilon: added to the root of that mean.
    """

    rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-7
    _moments: list[tuple[Array, Array]] = field(default_factory=list, repr=False)
    _steps: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        if not self.rate > 0:
            raise ValueError(f"a learning rate is positive, not {self.rate!r}.")

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        """One step, in place."""
        if not self._moments:
            self._moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
        self._steps += 1
        # Section 2 of the paper: the corrections of both means, drawn into the rate.
        correction = np.sqrt(1 - self.beta2**self._steps) / (1 - self.beta1**self._steps)
        for parameter, gradient, (mean, square) in zip(
            parameters, gradients, self._moments, strict=True
        ):
            mean += (1 - self.beta1) * (gradient - mean)
            square += (1 - self.beta2) * (gradient * gradient - square)
            parameter -= float(self.rate * correction) * mean / (np.sqrt(square) + self.epsilon)
