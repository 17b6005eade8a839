"""A way down from the place where networks with zero weights stand still (hw2-q2b)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nnlab.activations.base import Activation
from nnlab.activations.identity import IDENTITY
from nnlab.experiments.plateau import loss_and_gradient
from nnlab.models.mlp import MLP, forward

Array = np.ndarray


def stationary(f: Activation, hidden: Sequence[Array], X: Array, Y: Array) -> MLP:
    """One network with zero weights, the given hidden biases, and the best output bias.

    That bias is the logarithm of how often each class occurs in the targets Y.
    """
    sizes = [X.shape[1], *(len(b) for b in hidden), Y.shape[1]]
    weights = [np.zeros((1, n, m)) for n, m in pairwise(sizes)]
    biases = [np.array(b, float)[None] for b in (*hidden, np.log(Y.mean(axis=0)))]
    return MLP(weights, biases, (*[f] * len(hidden), IDENTITY))


def covariance(X: Array, Y: Array) -> Array:
    """(25, 10) mean of x (y - ȳ): what the inputs say about the labels, to first order."""
    return X.T @ (Y - Y.mean(axis=0)) / len(X)


# book: path
def path(
    f: Activation,
    hidden: Sequence[Array],
    X: Array,
    Y: Array,
    epsilon: float,
) -> MLP:
    """The network a little way down: one unit a layer, with weights of size epsilon."""
    net = stationary(f, hidden, X, Y)
    U, _, Vt = np.linalg.svd(covariance(X, Y))
    unit = [int(np.argmax(np.abs(f.derivative(b)))) for b in hidden]
    sign = np.sign(
        np.prod([f.derivative(b)[j] for b, j in zip(hidden, unit, strict=True)]),
    )
    net.weights[0][0, :, unit[0]] = epsilon * U[:, 0]
    for W, j, k in zip(net.weights[1:-1], unit[:-1], unit[1:], strict=True):
        W[0, j, k] = epsilon
    net.weights[-1][0, unit[-1]] = sign * epsilon * Vt[0]
    constant = forward(net, X[None])[1][-2][0, :, unit[-1]].mean()
    net.biases[-1] -= sign * epsilon * constant * Vt[0]
    return net


def predicted_fall(
    f: Activation, hidden: Sequence[Array], X: Array, Y: Array, epsilon: float
) -> float:
    """By how many nats the loss falls along ``path``, to lowest order."""
    slopes = [np.abs(f.derivative(b)).max() for b in hidden]
    strongest = np.linalg.svd(covariance(X, Y), compute_uv=False)[0]
    return float(epsilon ** (len(hidden) + 1) * np.prod(slopes) * strongest)


# book: end
def fall(f: Activation, hidden: Sequence[Array], X: Array, Y: Array, epsilon: float) -> float:
    """By how many nats it does fall."""
    top, _ = loss_and_gradient(stationary(f, hidden, X, Y), X, Y)
    down, _ = loss_and_gradient(path(f, hidden, X, Y, epsilon), X, Y)
    return float(top[0] - down[0])
