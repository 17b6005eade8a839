"""What stands in for a data set that cannot be had: handwritten digits that come with
scikit-learn (UCI Optical Recognition of Handwritten Digits, 1,797 images of 8×8 pixels)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.datasets.base import Part
from nnlab.datasets.resize import resize
from nnlab.seeds import stream

# A stream that no study uses: a stand-in is always the same.
_SEED = 2**63 - 1


@dataclass(frozen=True)
class Share:
    """``rows`` images made from ``originals`` of the 1,797, which no other share uses."""

    rows: int
    originals: int


def digits(shares: Sequence[Share], height: int, width: int) -> list[Part]:
    """Images at any size, each an original moved by up to a quarter of its pixels.

    Returns a Part for each share: x (rows, height, width) uint8, white ink on black, and
    y (rows,) uint8. Raises ValueError where the shares ask for more than 1,797 originals.
    """
    images, labels = _originals()
    wanted = sum(share.originals for share in shares)
    if wanted > len(images):
        raise ValueError(f"{wanted} originals were asked for, but there are {len(images)}.")
    random = stream(_SEED, "data")
    order = random.permutation(len(images))
    moved = _moved(images, height, width)
    parts, start = [], 0
    for share in shares:
        own = order[start : start + share.originals]
        chosen = np.resize(own, share.rows)
        shift = random.integers(len(moved), size=share.rows)
        parts.append(Part(moved[shift, chosen], labels[chosen]))
        start += share.originals
    return parts


def note(name: str, reason: str) -> str:
    """The sentence for the page. reason: sentences that say why the real set was not used."""
    return (
        f"This page did not use the {name} data but a stand-in, scikit-learn's bundled "
        f"handwritten digits, so its results cannot be compared with the report's "
        f"(the reason: {reason})"
    )


def _originals() -> tuple[np.ndarray, np.ndarray]:
    """(1797, 8, 8) and (1797,), both uint8."""
    from sklearn.datasets import load_digits

    bundled = load_digits()
    return np.rint(bundled.images * (255 / 16)).astype(np.uint8), bundled.target.astype(np.uint8)


def _moved(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """All nine shifts of all images, at the new size: (9, 1797, height, width) uint8."""
    fine = resize(images, 32, 32)
    shifts = []
    for down in range(3):
        for right in range(3):
            canvas = np.zeros((len(images), 34, 34), np.uint8)
            canvas[:, down : down + 32, right : right + 32] = fine
            shifts.append(resize(canvas, height, width))
    return np.stack(shifts)
