"""A training loop for stacks of small networks, lean enough for thousands of steps.

It does what ``nnlab.training.loop.fit`` does with plain gradient descent, in a fixed order of
examples. What makes it faster: derivatives come from outputs that the forward pass has made.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.activations.by_output import derivative_from_output
from nnlab.losses.base import Loss
from nnlab.models.mlp import MLP, forward
from nnlab.models.stacks import product, transposed

Array = np.ndarray


# book: step
def step(net: MLP, slopes: list, x: Array, y: Array, loss: Loss, rate: float) -> None:
    """One step down the mean loss of the batch x (S, B, n_in), y (S, B, n_out), in place.

    slopes: for each layer, the derivative of its activation as a function of its output.
    """
    _, A = forward(net, x)
    dA = loss.gradient(A[-1], y) * (rate / x.shape[1])
    for layer in reversed(range(len(slopes))):
        dZ = dA * slopes[layer](A[layer + 1])
        if layer:
            dA = product(dZ, transposed(net.weights[layer]))
        net.weights[layer] -= product(transposed(A[layer]), dZ)
        net.biases[layer] -= dZ.sum(axis=1)


def fit(
    net: MLP,
    X: Array,
    Y: Array,
    loss: Loss,
    rate: float,
    batch_size: int,
    epochs: int,
    after_epoch: Callable[[int, MLP], None],
) -> None:
    """Train in place, the examples always in the order in which they are given.

    X: (S, N, n_in), Y: (S, N, n_out), laid out by ``nnlab.models.stacks.arrange``.
    after_epoch: called with (epoch, net), first with epoch 0, before any step.
    """
    slopes = [derivative_from_output(f) for f in net.activations]
    after_epoch(0, net)
    for epoch in range(1, epochs + 1):
        for start in range(0, X.shape[1], batch_size):
            batch = slice(start, start + batch_size)
            step(net, slopes, X[:, batch], Y[:, batch], loss, rate)
        after_epoch(epoch, net)


# book: end
