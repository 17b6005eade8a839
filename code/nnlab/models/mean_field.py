"""Second moments through the layers of a very wide random network, computed.

Weights N(0, g²/n), biases N(0, v), all independent; then the pre-activations of a layer are
nearly normal, and one number a layer follows from the one before (Poole et al., 2016;
Schoenholz et al., 2017). For ReLU and the linear network this is He et al.'s recursion (2015).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlab.activations.base import Activation

Array = np.ndarray
# Midpoints, so that no node falls on a kink at 0; beyond ±8 the normal density is below 1e-14.
_NODES = np.arange(-8, 8, 0.01) + 0.005
_WEIGHTS = np.exp(-(_NODES**2) / 2) * 0.01 / np.sqrt(2 * np.pi)


@dataclass(frozen=True)
class Moments:
    """For layers 1 to L, each (L,):

    square:   E[z²] of the pre-activations.
    signal:   E[(z - z′)²]/2 of one unit for two inputs: its variance over the inputs.
    backward: E[δ²] of δ = ∂loss/∂z, as a share of that at layer L.
    """

    square: Array
    signal: Array
    backward: Array


# book: mean-field
def mean_field(
    f: Activation,
    gain: float,
    depth: int,
    v: float = 0.0,
) -> tuple[Array, Array]:
    """(q, chi), each (depth,): variance of pre-activations, factor of squared gradient.

    gain: n Var[w] of the layers; v: variance of the biases. Inputs have mean square 1.
    """
    q, chi = [gain + v], []
    for _ in range(depth):
        chi.append(gain * mean_square(f.derivative, q[-1]))
        q.append(gain * mean_square(f.value, q[-1]) + v)
    return np.array(q[:-1]), np.array(chi)


# book: recursion
def moments(f: Activation, g: float, depth: int, v: float = 0.0) -> Moments:
    """The recursions, from independent inputs with E[x²] = 1."""
    q, chi = mean_field(f, g**2, depth, v)
    s = [g**2]
    for variance in q[:-1]:
        s.append(g**2 * half_square_difference(f, variance, s[-1]))
    backward = np.cumprod([1.0, *chi[-2::-1]])[::-1]
    return Moments(q, np.array(s), backward)


# book: end
def mean_square(function: Callable[[Array], Array], variance: float) -> float:
    """E[function(z)²] for z ~ N(0, variance), by the midpoint rule."""
    return float(_WEIGHTS @ function(np.sqrt(variance) * _NODES) ** 2)


def half_square_difference(f: Activation, variance: float, signal: float) -> float:
    """E[(f(z) - f(z′))²]/2 for normal z, z′ of that variance and half square difference."""
    # z = s + d and z′ = s - d with s and d independent: no difference of large numbers.
    nodes, weights = _NODES[4::10], _WEIGHTS[4::10] * 10
    common = np.sqrt(max(variance - signal / 2, 0.0)) * nodes[:, None]
    own = np.sqrt(signal / 2) * nodes
    return float(weights @ (f(common + own) - f(common - own)) ** 2 @ weights) / 2


def backward_factor(f: Activation, g: float, depth: int = 500) -> float:
    """By how much E[δ²] grows from one layer to the one before it, deep in the network."""
    return float(mean_field(f, g**2, depth + 1)[1][-1])


def gradient_back(f: Activation, gain: float, depth: int) -> Array:
    """(depth,) predicted log10 of the gradient's root mean square at each layer over the last."""
    half = np.log10(np.maximum(mean_field(f, gain, depth)[1][:-1], 1e-300)) / 2
    return np.append(np.cumsum(half[::-1])[::-1], 0.0)


def critical_gain(f: Activation, low: float, high: float) -> float:
    """The gain at which ``backward_factor`` is 1, by bisection.

    Raises ValueError unless the factor is below 1 at ``low`` and at least 1 at ``high``.
    """
    if not backward_factor(f, low) < 1 <= backward_factor(f, high):
        raise ValueError(f"the factor does not pass 1 between gains {low} and {high}.")
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if backward_factor(f, middle) < 1 else (low, middle)
    return (low + high) / 2
