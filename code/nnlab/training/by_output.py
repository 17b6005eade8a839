"""A training loop for stacks of small networks, lean enough for thousands of steps.

It does what ``nnlab.training.loop.fit`` does with plain gradient descent, in a fixed order of
examples. What makes it faster: derivatives come from outputs that the forward pass has made, and
all large arrays are overwritten from step to step, so that they stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.by_output import InPlace, in_place
from nnlab.losses.base import Loss
from nnlab.models.mlp import MLP

Array = np.ndarray


@dataclass(frozen=True)
class Layer:
    """One layer of S networks; all arrays are overwritten.

    W: (n_in + 1, n_out, S) weights, the last row the biases; f: the activation.
    a: (n_out + 1, B, S), for outputs, and ones for the next layer's biases.
    d: (n_out, B, S), for derivatives of the loss.
    """

    W: Array
    f: InPlace
    a: Array
    d: Array


# book: step
def step(layers: list[Layer], x: Array, y: Array, loss: Loss, rate: float) -> None:
    """One step down the mean loss of x (n_in + 1, B, S), y (n_out, B, S), in place."""
    B = x.shape[1]
    inputs, outputs = [x], []
    for layer in layers:
        a = np.einsum("ibs,ijs->jbs", inputs[-1], layer.W, out=layer.a[:-1, :B])
        layer.f.value(a)
        outputs.append(a)
        inputs.append(layer.a[:, :B])
    d = loss.gradient(a, y)
    d *= rate / B
    for k in reversed(range(len(layers))):
        W = layers[k].W
        layers[k].f.chain(d, outputs[k])
        dW = np.einsum("ibs,jbs->ijs", inputs[k], d)
        if k:
            d = np.einsum("jbs,ijs->ibs", d, W[:-1], out=layers[k - 1].d[:, :B])
        W -= dW


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
    forms: Sequence[InPlace] | None = None,
) -> None:
    """Train, the examples always in the order in which they are given.

    net: gets new arrays for its parameters, and is then trained in place.
    X: (S, N, n_in), Y: (S, N, n_out), best with the networks innermost in memory, as ``arrange``
        in ``nnlab.models.stacks`` lays out tiny matrices.
    after_epoch: called with (epoch, net), first with epoch 0, before any step.
    forms: one a layer; by default those of the net's activations.
    """
    forms = forms or [in_place(f) for f in net.activations]
    layers = [_layer(net, k, form, batch_size) for k, form in enumerate(forms)]
    Y = Y.T
    X = np.concatenate([X.T, np.ones_like(X.T[:1])])
    after_epoch(0, net)
    for epoch in range(1, epochs + 1):
        for start in range(0, X.shape[1], batch_size):
            batch = slice(start, start + batch_size)
            step(layers, X[:, batch], Y[:, batch], loss, rate)
        after_epoch(epoch, net)


def _layer(net: MLP, k: int, f: InPlace, batch_size: int) -> Layer:
    """Layer k, with room for a batch; the networks' parameters become views of its own."""
    W = np.concatenate([np.moveaxis(net.weights[k], 0, -1), net.biases[k].T[None]])
    net.weights[k], net.biases[k] = np.moveaxis(W[:-1], -1, 0), W[-1].T
    _, n_out, S = W.shape
    a = np.ones((n_out + 1, batch_size, S), W.dtype)
    return Layer(W, f, a, np.empty_like(a[:-1]))
