"""Whole numbers from 0 to 4095 as text, two characters each.

A page carries thousands of small numbers for its script. Twelve bits are finer than a screen, and
two characters of base64's alphabet hold them. ``book/_static/playground.js`` decodes them.
"""

from __future__ import annotations

import string

import numpy as np

Array = np.ndarray
MIDDLE, LARGEST = 2048, 4095
_DIGITS = np.array([*string.ascii_uppercase, *string.ascii_lowercase, *string.digits, "-", "_"])


def encode(numbers: Array) -> str:
    """Any shape, in C order. Raises ValueError for a number that twelve bits do not hold."""
    whole = np.asarray(numbers).ravel()
    if whole.dtype.kind not in "iu" or (
        len(whole) and not 0 <= whole.min() <= whole.max() <= LARGEST
    ):
        raise ValueError(f"whole numbers from 0 to {LARGEST} only.")
    return "".join(_DIGITS[np.stack([whole >> 6, whole & 63], axis=1)].ravel())


def signed(values: Array, scale: float) -> Array:
    """Values from -scale to scale as whole numbers: 2048 is 0, and one step is scale / 2047.

    Raises ValueError for a value outside, and unless ``scale`` is positive.
    """
    if not (scale > 0 and (np.abs(values) <= scale).all()):
        raise ValueError(f"values must lie within ±{scale}, and that above 0.")
    return MIDDLE + np.rint(np.asarray(values) / scale * (MIDDLE - 1)).astype(int)
