"""An optimiser under observation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnlab.training.loop import Optimiser

Array = np.ndarray


@dataclass
class Watched:
    """Hands each step on to another optimiser, and keeps the norms of its first gradients.

    inner: makes the steps.
    most:  steps to watch.
    kept:  one (P, S) array a step, for the P parameter arrays of S networks.
    """

    inner: Optimiser
    most: int
    kept: list[Array] = field(default_factory=list)

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        """One step of the inner optimiser, in place."""
        if len(self.kept) < self.most:
            self.kept.append(np.stack([_norm(gradient) for gradient in gradients]))
        self.inner.update(parameters, gradients)

    def norms(self, networks: int, layers: int) -> tuple[Array, Array]:
        """Norms of the gradients of the weights, and of the biases: both (S, T, L)."""
        kept = np.array(self.kept).reshape(-1, 2, layers, networks)
        return kept[:, 0].transpose(2, 0, 1), kept[:, 1].transpose(2, 0, 1)


def _norm(gradient: Array) -> Array:
    return np.sqrt((gradient**2).sum(axis=tuple(range(1, gradient.ndim))))
