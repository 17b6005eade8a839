"""The derivatives of Swish and Mish as the HW6 report writes them (question 1).

They are here to be checked, and to show where each breaks; ``swish`` and ``mish`` have the forms
that hold for every finite input.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


# book: forms
def sigma(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def softplus(z: Array) -> Array:
    return np.log(1 + np.exp(z))


def swish_slope(z: Array) -> Array:
    """Swish + σ (1 - Swish)."""
    swish = z * sigma(z)
    return swish + sigma(z) * (1 - swish)


def mish_slope(z: Array) -> Array:
    """Mish / z + Swish sech²(softplus z): 0/0 at z = 0."""
    mish = z * np.tanh(softplus(z))
    return mish / z + z * sigma(z) / np.cosh(softplus(z)) ** 2


def mish_slope_closed(z: Array) -> Array:
    """eᶻω/δ²: its largest terms are of the size e⁴ᶻ."""
    e = np.exp(z)
    omega = 4 * (z + 1) + 4 * e**2 + e**3 + e * (4 * z + 6)
    delta = 2 * e + e**2 + 2
    return e * omega / delta**2


# book: end
