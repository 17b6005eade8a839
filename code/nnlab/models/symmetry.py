"""How many of a layer's units differ, and in how many directions."""

from __future__ import annotations

import numpy as np

from nnlab.models.mlp import MLP

Array = np.ndarray


# book: distinct
def distinct_units(net: MLP, alike: float) -> Array:
    """(S, hidden layers): how many units of each layer differ from all earlier ones.

    alike: the largest difference of a parameter at which two units still count as one.
    """
    counts = []
    for W, b, V in zip(net.weights[:-1], net.biases[:-1], net.weights[1:], strict=True):
        units = np.concatenate([W.swapaxes(1, 2), b[:, :, None], V], axis=2)
        differ = np.stack([
            np.abs(units - units[:, [j]]).max(axis=2) > alike
            for j in range(units.shape[1])
        ], axis=1)  # fmt: skip
        later = np.triu(np.ones(differ.shape[1:], bool))
        counts.append((differ | later).all(axis=2).sum(axis=1))
    return np.stack(counts, axis=1)


# book: end


def stable_rank(weights: Array) -> Array:
    """(S, n, m) matrices -> (S,) sum of the squared singular values over the largest of them.

    At most the rank, and robust to small singular values (Rudelson and Vershynin, 2007).
    0 for a matrix of zeros.
    """
    squares = np.linalg.svd(weights, compute_uv=False) ** 2
    largest = squares[:, 0]
    return np.divide(squares.sum(axis=1), largest, out=np.zeros_like(largest), where=largest > 0)
