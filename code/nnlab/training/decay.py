"""Weight decay, in its two forms, around any optimiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.training.loop import Optimiser

Array = np.ndarray


# book: decay
@dataclass
class Decay:
    """Shrinks the weights at each step of another optimiser; biases are left alone.

    inner:     makes the steps.
    weights:   how many of the parameter arrays are weights; they come first.
    l2:        λ of the penalty λ/2 ‖W‖² in the loss; ``inner`` gets its gradient λW.
    decoupled: share of each weight that is taken off after the step (Loshchilov and
               Hutter, 2019). For plain gradient descent that is the penalty's effect
               but for a term in the square of the rate; for Adam it is not.
    """

    inner: Optimiser
    weights: int
    l2: float = 0.0
    decoupled: float = 0.0

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        """One step, in place."""
        for parameter, gradient in list(
            zip(parameters, gradients, strict=True),
        )[: self.weights]:
            gradient += self.l2 * parameter
        self.inner.update(parameters, gradients)
        for parameter in parameters[: self.weights]:
            parameter *= 1 - self.decoupled


# book: end
