"""An image and its negative through one filter of a first layer, as slope and bias move.

The script (``book/_static/polarity.js``) convolves in the page: a few digits, a few filters of
seven by seven and their biases are all that it needs.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np

from nnlab.experiments.mirrored_theory import blind_bias
from nnlab.figures.labels.polarity import TEXTS
from nnlab.figures.mirrored import SIGNED, response
from nnlab.widgets.base import Widget

Array = np.ndarray
DIGITS, FILTERS = 4, 4
DECIMALS = 5  # of a weight: far below what the maps show


def polarity(images: Array, labels: Array, kernel: Array, bias: Array) -> Widget:
    """A widget; without the script, one filter's response at slope -1.

    images: (n, 28, 28) uint8, labels (n,): the first few different digits are on offer.
    kernel: (7, 7, filters), bias (filters,): those of the longest weights are on offer.
    """
    order = np.linalg.norm(kernel, axis=(0, 1)).argsort()[::-1][:FILTERS]
    some = different(labels, DIGITS)
    data = {
        "digits": [{"label": int(labels[i]), "pixels": _packed(images[i])} for i in some],
        "side": images.shape[1],
        "filters": [_filter(kernel[..., i], bias[i], int(i) + 1) for i in order],
        "colours": [[int(c) for c in SIGNED(x, bytes=True)[:3]] for x in (0.0, 0.5, 1.0)],
        "text": TEXTS,
    }
    still = response(images[some[0]] / 255, kernel[..., order[0]], float(bias[order[0]]), -1.0)
    return Widget("polarity", data, still=still, alt=TEXTS["alt"], label=TEXTS["group"])


def different(labels: Array, count: int) -> Sequence[int]:
    """Places of the first of each label, in order, ``count`` of them."""
    return sorted(np.unique(labels, return_index=True)[1])[:count]


def _packed(image: Array) -> str:
    return base64.b64encode(image.astype(np.uint8).tobytes()).decode()


def _filter(weights: Array, bias: float, number: int) -> dict:
    """Weights by rows, the learnt bias, and the one with which |z| is blind to polarity."""
    rounded = np.round(weights, DECIMALS)
    return {
        "number": number,
        "side": len(weights),
        "weights": rounded.ravel().tolist(),
        "learnt": float(bias),
        "blind": float(blind_bias(rounded[..., None])[0]),
    }
