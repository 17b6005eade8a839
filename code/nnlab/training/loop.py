"""The training loop for a batch of NumPy networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from nnlab.losses.base import Loss
from nnlab.models.mlp import MLP, backward, forward

Array = np.ndarray


class Optimiser(Protocol):
    """Turns gradients into a step, in place."""

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None: ...


# book: step
def step(net: MLP, X: Array, Y: Array, loss: Loss, optimiser: Optimiser) -> Array:
    """One step on the mean loss over the batch, in place; returns the outputs before it.

    X: (S, B, n_in), or (1, B, n_in) shared by all networks; Y: (S, B, n_out).
    """
    Z, A = forward(net, X)
    dW, db = backward(net, Z, A, loss.gradient(A[-1], Y) / X.shape[1])
    optimiser.update(net.parameters, [*dW, *db])
    return A[-1]


# book: fit
def fit(
    net: MLP,
    X: Array,
    Y: Array,
    loss: Loss,
    optimiser: Optimiser,
    epochs: int,
    batch_size: int = 1,
    order: Callable[[int], Array] | None = None,
    after_batch: Callable[[int, Array, Array], None] = lambda *_: None,
    after_epoch: Callable[[int, MLP], None] = lambda *_: None,
) -> None:
    """Train in place.

    X: (S, N, n_in) or (1, N, n_in); Y: (S, N, n_out) or (1, N, n_out).
    order: epoch -> (S, N) indices, the order of the examples; without it, as they are.
    after_batch: called with (epoch, outputs, targets), the outputs from before the step.
    after_epoch: called with (epoch, net), first with epoch 0, before any step.
    Raises ValueError for a batch size below 1.
    """
    if batch_size < 1:
        raise ValueError(f"a batch has at least one example, not {batch_size!r}.")
    Y = np.broadcast_to(Y, (len(net.biases[0]), *Y.shape[1:]))
    after_epoch(0, net)
    for epoch in range(1, epochs + 1):
        rows = order(epoch) if order else None
        for start in range(0, X.shape[1], batch_size):
            batch = slice(start, start + batch_size)
            x, y = (X[:, batch], Y[:, batch]) if rows is None else _take(X, Y, rows[:, batch])
            after_batch(epoch, step(net, x, y, loss, optimiser), y)
        after_epoch(epoch, net)


# book: end
def _take(X: Array, Y: Array, rows: Array) -> tuple[Array, Array]:
    """Each network's own rows; data that all networks share are indexed as one array."""
    x = X[0][rows] if len(X) == 1 else np.take_along_axis(X, rows[..., None], axis=1)
    return x, np.take_along_axis(Y, rows[..., None], axis=1)
