"""Bilinear resizing of 8-bit images, bit for bit as OpenCV's INTER_LINEAR does it.

Half-pixel centres, no anti-aliasing, fixed-point arithmetic. Written from OpenCV's documented
behaviour and judged by hashes of its output, so that the book needs no OpenCV.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

_ONE = 2048  # a weight of 1 in fixed point: 11 fractional bits


def resize(images: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resize a batch of images of one shape.

    images: (N, h, w) uint8. Returns (N, height, width) uint8.
    Raises ValueError for another type, number of axes or an empty image.
    """
    if images.dtype != np.uint8 or images.ndim != 3 or 0 in images.shape[1:]:
        raise ValueError(f"expected (N, h, w) uint8 images, not {images.shape} {images.dtype}.")
    left, right, w_left, w_right = _taps(images.shape[2], width)
    top, bottom, w_top, w_bottom = _taps(images.shape[1], height)
    # At most 255 × 2048, in the weights' 32 bits; OpenCV drops 4 of them before it goes on.
    rows = (images[:, :, left] * w_left + images[:, :, right] * w_right) >> 4
    upper = (rows[:, top] * w_top[:, None]) >> 16
    lower = (rows[:, bottom] * w_bottom[:, None]) >> 16
    return ((upper + lower + 2) >> 2).astype(np.uint8)


def resize_each(images: Sequence[np.ndarray], height: int, width: int) -> np.ndarray:
    """Resize images of any shapes, those of one shape together.

    images: N arrays (h, w) uint8. Returns (N, height, width) uint8.
    """
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, image in enumerate(images):
        groups[image.shape].append(index)
    result = np.empty((len(images), height, width), np.uint8)
    for members in groups.values():
        result[members] = resize(np.stack([images[i] for i in members]), height, width)
    return result


def _taps(size: int, target: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The two source pixels of each target pixel and their fixed-point weights, along one axis."""
    place = ((np.arange(target) + 0.5) * (size / target) - 0.5).astype(np.float32)
    first = np.floor(place).astype(np.intp)
    part = place - first.astype(np.float32)
    weight = np.rint(part * np.float32(_ONE)).astype(np.int32)
    complement = np.rint((np.float32(1) - part) * np.float32(_ONE)).astype(np.int32)
    return np.clip(first, 0, size - 1), np.clip(first + 1, 0, size - 1), complement, weight
