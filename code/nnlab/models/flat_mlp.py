"""One ReLU network in PyTorch with all its parameters in one vector, and its own backward pass.

For training that is dominated by the matrix products: nothing is recorded for automatic
differentiation, gradients are written where the optimiser reads them, and the optimiser has one
tensor to update instead of one a layer. Loads torch when a network is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

Tensor = Any  # torch.Tensor, without loading torch


class FlatMLP:
    """Weights (n_in, n_out) and biases (n_out,), float32, as views of ``vector``.

    start: (W, b) a layer, to begin with; copied.
    ``vector.grad`` holds the gradients, in the same places.
    """

    def __init__(self, start: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        import torch

        self.vector = torch.cat([torch.as_tensor(p).flatten().float() for p in sum(start, ())])
        self.vector.grad = torch.zeros_like(self.vector)
        self.sizes = (len(start[0][0]), *(len(b) for _, b in start))
        self.weights, self.biases = self.views(self.vector)
        self._dW, self._db = self.views(self.vector.grad)

    def views(self, vector: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Another vector of the same length, seen as weights and biases."""
        weights, biases, at = [], [], 0
        for n_in, n_out in pairwise(self.sizes):
            weights.append(vector[at : at + n_in * n_out].view(n_in, n_out))
            at += n_in * n_out
            biases.append(vector[at : at + n_out])
            at += n_out
        return weights, biases

    # book: flat
    def forward(
        self,
        x: Tensor,
        dropout: float = 0.0,
        generator: Any = None,
    ) -> list[Tensor]:
        """(B, n_in) inputs -> inputs, each hidden layer's outputs, and logits (B, K).

        dropout: the share of hidden outputs that are set to 0, drawn from ``generator``;
                 the others are divided by 1 - dropout.
        """
        import torch

        A = [x]
        for W, b in zip(self.weights[:-1], self.biases[:-1], strict=True):
            A.append(torch.addmm(b, A[-1], W).relu_())
            if dropout:
                kept = torch.empty_like(A[-1]).bernoulli_(
                    1 - dropout,
                    generator=generator,
                )
                A[-1] *= kept.div_(1 - dropout)
        return [*A, torch.addmm(self.biases[-1], A[-1], self.weights[-1])]

    def backward(self, A: list[Tensor], d: Tensor, dropout: float = 0.0) -> None:
        """Write the gradients into ``vector.grad``, given A from ``forward`` with the
        same ``dropout`` and d = ∂loss/∂logits, (B, K)."""
        import torch

        for layer in reversed(range(len(self.weights))):
            torch.mm(A[layer].T, d, out=self._dW[layer])
            torch.sum(d, 0, out=self._db[layer])
            if layer:
                d = torch.mm(d, self.weights[layer].T)
                d *= A[layer] > 0  # off, or dropped: either way nothing passes
                if dropout:
                    d /= 1 - dropout

    # book: end
