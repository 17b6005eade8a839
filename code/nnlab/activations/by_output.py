"""Activations that work in place, with derivatives written with the activation's own output.

A training step has the output at hand, and for these four that is all it takes: no exponential
is computed twice, and no memory is asked for. The price is digits: 1 - a² is exact to about a
rounding of 1 (1e-16; in single precision 1e-7), not to a share of itself, so where a tanh is flat
to all digits its derivative is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from nnlab.activations.base import Activation
from nnlab.naming import lookup

Array = np.ndarray


@dataclass(frozen=True)
class InPlace:
    """An activation f on float arrays of any shape.

    value: z is overwritten by f(z).
    chain: (d, a) with a = f(z); d is overwritten by d·f'(z), and a by anything.
    """

    value: Callable[[Array], None]
    chain: Callable[[Array, Array], None]


# book: by output
def tanh(z: Array) -> None:
    np.tanh(z, out=z)


def through_tanh(d: Array, a: Array) -> None:
    """f' = 1 - a²."""
    a *= a
    np.subtract(1, a, out=a)
    d *= a


def sigmoid(z: Array) -> None:
    """1 / (1 + e^-z)."""
    np.negative(z, out=z)
    with np.errstate(over="ignore"):  # e^-z = inf gives 0, which is right
        np.exp(z, out=z)
    z += 1
    np.divide(1, z, out=z)


def through_sigmoid(d: Array, a: Array) -> None:
    """f' = a (1 - a)."""
    d *= a
    np.subtract(1, a, out=a)
    d *= a


def relu(z: Array) -> None:
    np.maximum(z, 0, out=z)


def through_relu(d: Array, a: Array) -> None:
    """f' = 1 where a > 0, else 0."""
    d *= a > 0


# book: end
def unchanged(*_: Array) -> None:
    """The identity: its value is z, its derivative 1."""


IN_PLACE: dict[str, InPlace] = {
    "tanh": InPlace(tanh, through_tanh),
    "sigmoid": InPlace(sigmoid, through_sigmoid),
    "relu": InPlace(relu, through_relu),
    "identity": InPlace(unchanged, unchanged),
}


def in_shares(forms: Sequence[InPlace]) -> InPlace:
    """Each form on its own share of the last axis: equal shares, in this order."""
    like = [[*same] for _, same in groupby(forms)]
    ends = np.cumsum([0, *map(len, like)])
    runs = [*zip(ends, ends[1:], (same[0] for same in like), strict=False)]

    def shared(method: str) -> Callable[..., None]:
        def apply(*arrays: Array) -> None:
            share = arrays[0].shape[-1] // len(forms)
            for start, end, form in runs:
                own = slice(start * share, end * share)
                getattr(form, method)(*(array[..., own] for array in arrays))

        return apply

    return forms[0] if len(runs) == 1 else InPlace(shared("value"), shared("chain"))


def in_place(activation: Activation) -> InPlace:
    """The activation's form in place. Raises UnknownNameError where it has none."""
    return lookup("activation in place", activation.name, IN_PLACE)
