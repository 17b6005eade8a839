"""Stochastic gradient descent for a batch of NumPy networks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.losses.base import Loss
from nnlab.models.mlp import MLP, backward, forward

Array = np.ndarray


# book: step
def step(net: MLP, X: Array, Y: Array, loss: Loss, rate: float) -> None:
    """One descent step, in place, on the mean loss over the batch.

    X: (S, B, n_in), or (1, B, n_in) shared by all networks; Y: (S, B, n_out).
    """
    Z, A = forward(net, X)
    dA = loss.gradient(A[-1], Y)
    dW, db = backward(net, Z, A, dA)
    for parameter, gradient in zip(net.parameters, [*dW, *db], strict=True):
        gradient *= rate / X.shape[1]
        parameter -= gradient


# book: fit
def fit(
    net: MLP,
    X: Array,
    Y: Array,
    loss: Loss,
    rate: float,
    epochs: int,
    batch_size: int = 1,
    after_epoch: Callable[[int, MLP], None] = lambda *_: None,
) -> None:
    """Train in place; the examples are taken in their order, with no shuffling.

    X: (S, N, n_in) or (1, N, n_in); Y: (S, N, n_out) or (1, N, n_out).
    after_epoch: called with (epoch, net), first with epoch 0, before any step.
    Raises ValueError for a rate that is not positive or a batch size below 1.
    """
    if not rate > 0 or batch_size < 1:
        raise ValueError(f"need rate > 0 and batch_size >= 1, not {rate!r} and {batch_size!r}.")
    Y = np.broadcast_to(Y, (len(net.weights[0]), *Y.shape[1:]))
    after_epoch(0, net)
    for epoch in range(1, epochs + 1):
        for start in range(0, X.shape[1], batch_size):
            batch = slice(start, start + batch_size)
            step(net, X[:, batch], Y[:, batch], loss, rate)
        after_epoch(epoch, net)


# book: end
