"""Initialisers that fit the variance to the layer's fans.

Xavier: Glorot and Bengio (2010), eqs. 12 and 16. He: He et al. (2015), eq. 10.
LeCun: LeCun et al. (1998), section 4.6.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.initialisers.base import Initialiser, fans

VARIANCE: dict[str, tuple[Callable[[int, int], float], str]] = {
    "xavier": (lambda fan_in, fan_out: 2 / (fan_in + fan_out), r"\frac{2}{n_{in} + n_{out}}"),
    "he": (lambda fan_in, fan_out: 2 / fan_in, r"\frac{2}{n_{in}}"),  # noqa: ARG005
    "lecun": (lambda fan_in, fan_out: 1 / fan_in, r"\frac{1}{n_{in}}"),  # noqa: ARG005
}
_LABEL = {"xavier": "Xavier", "he": "He", "lecun": "LeCun"}


def xavier(distribution: str = "normal") -> Initialiser:
    """Variance 2 / (fan_in + fan_out). distribution: "normal" or "uniform" (else ValueError)."""
    return _scaled("xavier", distribution)


def he(distribution: str = "normal") -> Initialiser:
    """Variance 2 / fan_in. distribution: "normal" or "uniform" (else ValueError)."""
    return _scaled("he", distribution)


def lecun(distribution: str = "normal") -> Initialiser:
    """Variance 1 / fan_in. distribution: "normal" or "uniform" (else ValueError)."""
    return _scaled("lecun", distribution)


def _scaled(rule: str, distribution: str) -> Initialiser:
    if distribution not in ("normal", "uniform"):
        raise ValueError(f"distribution must be 'normal' or 'uniform', not {distribution!r}.")
    variance, formula = VARIANCE[rule]

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        std = np.sqrt(variance(*fans(shape)))
        if distribution == "normal":
            return rng.normal(0.0, std, shape)
        bound = np.sqrt(3) * std  # U[-a, a] has variance a²/3
        return rng.uniform(-bound, bound, shape)

    return Initialiser(
        name=f"{rule}_{distribution}",
        label=f"{_LABEL[rule]} ({distribution})",
        formula=rf"\operatorname{{Var}}[w] = {formula}",
        draw=draw,
    )
