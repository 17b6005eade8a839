"""The book's colours on a dark page."""

from __future__ import annotations

import numpy as np

# What ``invert(0.9) hue-rotate(180deg)`` does to a figure in book/_static/book.css, channels
# from 0 to 1: the lightness is turned round, the hue stays. The matrix is the standard's.
_INVERTED = 0.9
_HALF_TURN = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])


def in_the_dark(colour: str) -> str:
    """ "#rrggbb" -> the colour, written so, that a figure's filter makes of it in dark mode."""
    channels = np.array(list(bytes.fromhex(colour.removeprefix("#")))) / 255
    inverted = _INVERTED + (1 - 2 * _INVERTED) * channels
    turned = np.clip(_HALF_TURN @ inverted, 0, 1)
    return "#" + bytes(np.rint(255 * turned).astype(np.uint8)).hex()
