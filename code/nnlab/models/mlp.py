"""A multilayer perceptron in NumPy, with its backward pass: many networks at once.

Every array has the networks on its leading axis S.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnlab.activations.base import Activation
from nnlab.initialisers.base import Initialiser
from nnlab.models.stacks import arrange, product, transposed
from nnlab.seeds import stream

Array = np.ndarray


@dataclass
class MLP:
    """S networks of one shape.

    weights:     one (S, n_in, n_out) array a layer.
    biases:      one (S, n_out) array a layer.
    activations: one a layer, the output layer included.
    """

    weights: list[Array]
    biases: list[Array]
    activations: tuple[Activation, ...]

    @property
    def parameters(self) -> list[Array]:
        return [*self.weights, *self.biases]


def initialise(
    seeds: Sequence[int],
    sizes: Sequence[int],
    activations: Sequence[Activation],
    weights: Initialiser,
    biases: Initialiser,
    dtype: type = np.float64,
) -> MLP:
    """Draw one network a seed, each from its seed's "weights" stream, layer by layer.

    sizes: units of each layer, the inputs first: (2, 3, 1) for 2-3-1.
    Raises ValueError unless there is an activation for each layer after the input.
    """
    if len(activations) != len(sizes) - 1:
        raise ValueError(
            f"{len(sizes) - 1} layers need as many activations, not {len(activations)}."
        )
    shapes = list(pairwise(sizes))
    drawn = []
    for seed in seeds:
        rng = stream(seed, "weights")
        drawn.append([(weights(rng, shape), biases(rng, shape[1:])) for shape in shapes])
    largest = max(n_in * n_out for n_in, n_out in shapes)

    def stacked(layer: int, part: int) -> Array:
        return arrange(np.array([net[layer][part] for net in drawn], dtype), largest)

    layers = range(len(shapes))
    return MLP(
        weights=[stacked(layer, 0) for layer in layers],
        biases=[stacked(layer, 1) for layer in layers],
        activations=tuple(activations),
    )


# book: forward
def forward(net: MLP, X: Array) -> tuple[list[Array], list[Array]]:
    """Run (S, B, n_in) inputs, or (1, B, n_in) that all networks share, through them.

    Returns (Z, A): pre-activations Z[l] and outputs A[l], each (S, B, n_l); A[0] is X.
    """
    Z, A = [], [X]
    for W, b, f in zip(net.weights, net.biases, net.activations, strict=True):
        Z.append(product(A[-1], W))
        Z[-1] += b[:, None, :]
        A.append(f(Z[-1]))
    return Z, A


def backward(net: MLP, Z: list[Array], A: list[Array], dA: Array) -> tuple[list, list]:
    """Gradients (dW, db) of the summed loss, given dA = ∂loss/∂A[-1], (S, B, n_out)."""
    dW, db = [None] * len(Z), [None] * len(Z)
    for layer in reversed(range(len(Z))):
        dZ = dA * net.activations[layer].derivative(Z[layer])
        dW[layer] = product(transposed(A[layer]), dZ)
        db[layer] = dZ.sum(axis=1)
        if layer:
            dA = product(dZ, transposed(net.weights[layer]))
    return dW, db


# book: end
