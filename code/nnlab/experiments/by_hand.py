"""The network that the chapter works out by hand: 2-3-1, in exact fractions.

Its numbers are chosen so that the output of the untrained network is exactly one half, and with
it every derivative a fraction with a power of two below: floating point then makes no error.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from nnlab.handwork import exact

Array = np.ndarray


@dataclass(frozen=True)
class Parameters:
    """Weights and biases, or their derivatives: (2, 3), (3,), (3, 1) and (1,) fractions."""

    W1: Array
    b1: Array
    W2: Array
    b2: Array

    def __iter__(self):
        return (getattr(self, field.name) for field in fields(self))

    def floats(self) -> Parameters:
        """The same in float64."""
        return Parameters(*(part.astype(float) for part in self))


START = Parameters(
    W1=exact("1 1/2 -1; 1 -1 1"), b1=exact("0 1 1"), W2=exact("1; -1; 2"), b2=exact("2")
)
X = exact("2 -1; 1/2 -3/4")  # two examples, one a row
Y = exact("1; 0")
RATE = exact("1/4")[0]


# book: forward
def forward(net: Parameters, x: Array) -> tuple[Array, Array, Array]:
    """Rows x -> (z1, a1, z2), a row an example."""
    z1 = x @ net.W1 + net.b1
    a1 = np.maximum(z1, 0)
    return z1, a1, a1 @ net.W2 + net.b2


def backward(
    net: Parameters,
    x: Array,
    z1: Array,
    a1: Array,
    delta2: Array,
) -> Parameters:
    """Derivatives of the summed loss, given delta2 = ∂L/∂z2."""
    delta1 = (delta2 @ net.W2.T) * (z1 > 0)
    return Parameters(x.T @ delta1, delta1.sum(axis=0), a1.T @ delta2, delta2.sum(axis=0))


def step(net: Parameters, slope: Parameters, rate: object) -> Parameters:
    """One step of gradient descent."""
    return Parameters(*(p - rate * d for p, d in zip(net, slope, strict=True)))


# book: end


def difference_quotients(net: Parameters, x: Array, move: object) -> Parameters:
    """(z2(θ + move) - z2(θ)) / move for each single parameter θ; x is one row.

    z2 is linear in each single parameter as long as no unit switches, so with a small move these
    are its derivatives, exactly.
    """
    before = forward(net, x)[2][0, 0]
    quotients = Parameters(*(np.empty(part.shape, object) for part in net))
    for number, part in enumerate(net):
        for index in np.ndindex(part.shape):
            moved = [p.copy() for p in net]
            moved[number][index] += move
            after = forward(Parameters(*moved), x)[2][0, 0]
            list(quotients)[number][index] = (after - before) / move
    return quotients
