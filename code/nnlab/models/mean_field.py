"""What a very wide network at initialisation does to signals and gradients, layer by layer.

Poole et al. (2016) and Schoenholz et al. (2017): pre-activations are normal, and the gradient's
size follows a product of one factor a layer.
"""

from __future__ import annotations

import numpy as np

from nnlab.activations.base import Activation

Array = np.ndarray


def normal_mean(function, std: float, points: int = 4000, reach: float = 8.0) -> float:
    """E[function(std u)] for u ~ N(0, 1), by the midpoint rule on [-reach, reach]."""
    edges = np.linspace(-reach, reach, points + 1)
    u = (edges[1:] + edges[:-1]) / 2
    density = np.exp(-u * u / 2) / np.sqrt(2 * np.pi) * (edges[1] - edges[0])
    return float(density @ function(std * u))


# book: mean-field
def mean_field(f: Activation, gain: float, depth: int) -> tuple[Array, Array]:
    """(q, chi), each (depth,): variance of the pre-activations, factor of the squared gradient.

    gain: n Var[w] of square layers without biases, whose inputs have mean square 1.
    """
    q, chi = [gain], []
    for _ in range(depth):
        std = np.sqrt(q[-1])
        chi.append(gain * normal_mean(lambda z: f.derivative(z) ** 2, std))
        q.append(gain * normal_mean(lambda z: f(z) ** 2, std))
    return np.array(q[:-1]), np.array(chi)


# book: end
def gradient_back(f: Activation, gain: float, depth: int) -> Array:
    """(depth,) predicted log10 of the gradient's root mean square at each layer over the last."""
    half = np.log10(np.maximum(mean_field(f, gain, depth)[1][:-1], 1e-300)) / 2
    return np.append(np.cumsum(half[::-1])[::-1], 0.0)
