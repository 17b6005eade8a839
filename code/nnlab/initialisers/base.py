"""What every initialiser has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Initialiser:
    """A distribution over weights.

    name:    identifier, as in configurations and records.
    label:   text for legends.
    formula: TeX, without dollar signs.
    draw:    (generator, shape) -> float64 array of that shape. A weight matrix has shape
             (fan_in, fan_out), a convolution kernel (height, width, in, out).
    """

    name: str
    label: str
    formula: str
    draw: Callable[[np.random.Generator, tuple[int, ...]], Array]

    def __call__(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
        return self.draw(rng, shape)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight: the inputs of one unit, and the units that one input feeds.

    Raises ValueError for fewer than two axes: a bias has no fan.
    """
    if len(shape) < 2:
        raise ValueError(f"shape {shape} has no fan-in; draw biases from zeros() or constant().")
    field = prod(shape[:-2])
    return field * shape[-2], field * shape[-1]
