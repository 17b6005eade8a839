"""Normal with a chosen gain: the spread that fits the fan-in, times a number."""

from __future__ import annotations

import numpy as np

from nnlab.initialisers.base import Initialiser, fans


# book: gain
def gain(g: float = 1.0) -> Initialiser:
    """N(0, g²/fan_in): LeCun's for g = 1, He's for g = √2, all weights 0 for g = 0.

    The same generator gives the same weights for every g, but for the factor.
    Raises ValueError for a negative gain.
    """
    if not g >= 0:
        raise ValueError(f"a gain is at least 0, not {g!r}.")

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        fan_in, _ = fans(shape)
        return rng.normal(0.0, g / np.sqrt(fan_in), shape)

    return Initialiser(
        name="gain",
        label=f"gain {g:g}",
        formula=rf"\operatorname{{Var}}[w] = \frac{{{g:g}^2}}{{n_{{in}}}}",
        draw=draw,
    )


# book: end
