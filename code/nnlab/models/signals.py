"""How a signal fares on its way forward, and a gradient on its way back, at initialisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.activations.base import Activation
from nnlab.models.mlp import MLP, forward
from nnlab.models.stacks import product, transposed

Array = np.ndarray


@dataclass(frozen=True)
class Moments:
    """Of an activation f whose input is standard normal.

    second: E[f(z)²]; slope: E[f'(z)²].
    """

    second: float
    slope: float


# book: moments
def moments(f: Activation, points: int = 200_001, reach: float = 12.0) -> Moments:
    """E[f(z)²] and E[f'(z)²] for z ~ N(0, 1), by the midpoint rule on [-reach, reach]."""
    edges = np.linspace(-reach, reach, points + 1)
    z = (edges[1:] + edges[:-1]) / 2
    weight = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (edges[1] - edges[0])
    return Moments(float(weight @ f(z) ** 2), float(weight @ f.derivative(z) ** 2))


# book: back
def gradients_back(net: MLP, X: Array, last: Array) -> tuple[list[Array], list[Array]]:
    """(Z, dZ): every layer's pre-activations and the gradient that arrives there.

    X: (S, B, n_in) or (1, B, n_in); last: (S, B, n_out), the gradient at the last output.
    """
    Z, _ = forward(net, X)
    dZ, dA = [None] * len(Z), last
    for layer in reversed(range(len(Z))):
        dZ[layer] = dA * net.activations[layer].derivative(Z[layer])
        dA = product(dZ[layer], transposed(net.weights[layer]))
    return Z, dZ


# book: end
def rms(stack: Array) -> Array:
    """(S, B, n) -> (S,) root of the mean square."""
    return np.sqrt(np.mean(np.square(stack), axis=(1, 2)))
