"""Hoda: 60,000 Persian handwritten digits, as the course's loader splits and shrinks them.

Khosravi and Kabir (2007). Each image is resized to 5×5 (bilinear, no anti-aliasing) and read row
by row into 25 values. The first 1,000 images train, the next 200 test; the course leaves the
other 58,800 unused, and they are a far better test set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.datasets import cache, matfile, resize, standin, store
from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.sources import HODA
from nnlab.naming import lookup

ROWS = {"train": slice(0, 1_000), "test": slice(1_000, 1_200), "others": slice(1_200, 60_000)}
_COUNT = 60_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Hoda(Dataset):
    """train (1000), test (200), others (58800): x (n, 25) uint8 from 0 to 255, y (n,) uint8.

    Not divided by 255: whether that helps is one of the report's questions.
    """

    others: Part


def load() -> Hoda:
    """The data set, or its stand-in. Never fails for want of data."""
    try:
        obtained = store.obtain([HODA])
    except store.UnavailableError as error:
        return _stand_in(error)
    whole, faults = _whole(obtained.contents[0])
    return Hoda(
        **{name: whole.take(rows) for name, rows in ROWS.items()},
        identity=HODA.sha256,
        source=obtained.source,
        refused=(*obtained.refused, *faults),
    )


def images(part: str, indices: Sequence[int]) -> list[np.ndarray]:
    """The images as they were before the resizing: (h, w) uint8 of varying shapes, 0 or 255.

    part: "train", "test" or "others"; indices: places within it. From the same source as
    ``load()``; a stand-in's images are 28×20.
    Raises UnknownNameError, and IndexError for a place that the part does not have.
    """
    rows = lookup("part of Hoda", part, ROWS)
    count = rows.stop - rows.start
    for index in indices:
        if not 0 <= index < count:
            raise IndexError(f"{part} has the places 0 to {count - 1}, not {index}.")
    try:
        content = store.obtain([HODA]).contents[0]
    except store.UnavailableError:
        x = _stand_in_images()[list(ROWS).index(part)].x
        return [x[index] for index in indices]
    originals, _ = matfile.read_images(content)
    return [originals[rows.start + index] for index in indices]


def _whole(content: bytes) -> tuple[Part, tuple[str, ...]]:
    """All 60,000 in the file's order, from the cache or made now; and what was wrong there."""
    name = f"hoda-5x5-{HODA.sha256[:12]}-{cache.code_version(matfile, resize)}"
    faults = ()
    try:
        kept = cache.load(name, {"x": (_COUNT, 25), "y": (_COUNT,)})
        if kept:
            return Part(kept["x"], kept["y"]), ()
    except ValueError as error:
        faults = (str(error),)
    originals, y = matfile.read_images(content)
    whole = Part(_features(originals), y)
    cache.save(name, {"x": whole.x, "y": whole.y})
    return whole, faults


def _features(originals: Sequence[np.ndarray]) -> np.ndarray:
    return resize.resize_each(originals, 5, 5).reshape(len(originals), 25)


def _stand_in(error: store.UnavailableError) -> Hoda:
    parts = [Part(_features(part.x), part.y) for part in _stand_in_images()]
    return Hoda(
        **dict(zip(ROWS, parts, strict=True)),
        identity=store.identity([HODA]),
        source="stand-in",
        note=standin.note("Hoda", str(error)),
        refused=error.refused,
    )


def _stand_in_images() -> list[Part]:
    """Black and white, as Hoda is. The 200 share no original with the 1,000 or the others."""
    shares = [
        standin.Share(1_000, 1_000),
        standin.Share(200, 200),
        standin.Share(58_800, 597),
    ]
    parts = standin.digits(shares, 28, 20)
    return [Part((part.x > 127) * np.uint8(255), part.y) for part in parts]
