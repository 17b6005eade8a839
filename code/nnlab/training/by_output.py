"""A training loop for stacks of small networks, lean enough for thousands of steps.

It does what ``nnlab.training.loop.fit`` does with plain gradient descent, in a fixed order of
examples. What makes it faster: derivatives come from outputs that the forward pass has made, and
all large arrays are overwritten from step to step, so that they stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlab.activations.by_output import InPlace, in_place
from nnlab.losses.base import Loss
from nnlab.models.mlp import MLP

Array = np.ndarray


@dataclass(frozen=True)
class Layer:
    """One layer of S networks; all arrays are overwritten.

    W: (n_in, n_out, S) weights; b: (n_out, S) biases; f: the activation.
    a: (n_out, B, S), for outputs; d: the same, for derivatives of the loss.
    """

    W: Array
    b: Array
    f: InPlace
    a: Array
    d: Array


# book: step
def step(layers: list[Layer], x: Array, y: Array, loss: Loss, rate: float) -> None:
    """One step down the mean loss of x (n_in, B, S), y (n_out, B, S), in place."""
    B = x.shape[1]
    inputs = [x]
    for layer in layers:
        a = np.einsum("ibs,ijs->jbs", inputs[-1], layer.W, out=layer.a[:, :B])
        a += layer.b[:, None]
        layer.f.value(a)
        inputs.append(a)
    d = loss.gradient(a, y)
    d *= rate / B
    for k in reversed(range(len(layers))):
        W, b = layers[k].W, layers[k].b
        layers[k].f.chain(d, inputs[k + 1])
        dW, db = np.einsum("ibs,jbs->ijs", inputs[k], d), d.sum(axis=1)
        if k:
            d = np.einsum("jbs,ijs->ibs", d, W, out=layers[k - 1].d[:, :B])
        W -= dW
        b -= db


# book: end
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

    X: (S, N, n_in), Y: (S, N, n_out), the networks innermost in memory, as ``arrange`` in
        ``nnlab.models.stacks`` lays out tiny matrices; any other layout is right, but slow.
    after_epoch: called with (epoch, net), first with epoch 0, before any step.
    """
    layers = _layers(net, batch_size)
    X, Y = X.T, Y.T
    after_epoch(0, net)
    for epoch in range(1, epochs + 1):
        for start in range(0, X.shape[1], batch_size):
            batch = slice(start, start + batch_size)
            step(layers, X[:, batch], Y[:, batch], loss, rate)
        after_epoch(epoch, net)


def _layers(net: MLP, batch_size: int) -> list[Layer]:
    """Views of the networks' parameters, with room for a batch."""
    found = []
    for W, b, f in zip(net.weights, net.biases, net.activations, strict=True):
        room = np.empty((2, b.shape[1], batch_size, len(b)), b.dtype)
        found.append(Layer(np.moveaxis(W, 0, -1), b.T, in_place(f), *room))
    return found
