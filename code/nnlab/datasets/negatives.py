"""MNIST together with its negatives: each image twice, white on black and black on white."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnlab.datasets import mnist
from nnlab.datasets.base import Dataset, Part
from nnlab.naming import lookup


def _one_minus(x: np.ndarray, out: np.ndarray) -> None:
    np.subtract(1, x, out=out)


def _centred(x: np.ndarray, out: np.ndarray) -> None:
    x -= np.float32(0.5)
    np.negative(x, out=out)


# The report does not say how its negatives were formed, nor the scale of its pixels.
# form -> how to fill ``out`` with the negatives of x, pixels from 0 to 1, which it may rescale
FORMS: dict[str, Callable[[np.ndarray, np.ndarray], None]] = {
    "one-minus": _one_minus,
    "centred": _centred,
}


def load(form: str = "one-minus") -> Dataset:
    """MNIST (or its stand-in) with negatives: train (120000), test (20000), float32.

    form: see ``with_negatives``. Takes 440 MB; ``with_negatives`` of a part takes less.
    Raises UnknownNameError for another form.
    """
    lookup("form of negatives", form, FORMS)
    plain = mnist.load()
    return replace(
        plain, train=with_negatives(plain.train, form), test=with_negatives(plain.test, form)
    )


def with_negatives(part: Part, form: str = "one-minus") -> Part:
    """The images and then, in the same order and with the same labels, their negatives.

    part: x (n, 28, 28) uint8, y (n,). Returns x (2n, 28, 28) float32 and y (2n,).
    form: "one-minus", pixels x from 0 to 1 and negatives 1 - x; or "centred", pixels x from
    -1/2 to 1/2 and negatives -x. The second is the first, moved down by 1/2.
    Raises UnknownNameError for another form.
    """
    fill = lookup("form of negatives", form, FORMS)
    n = len(part.x)
    x = np.empty((2 * n, *part.x.shape[1:]), np.float32)
    np.divide(part.x, np.float32(255), out=x[:n])
    fill(x[:n], x[n:])
    return Part(x, np.concatenate([part.y, part.y]))
