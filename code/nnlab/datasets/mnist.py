"""MNIST: 70,000 handwritten digits (LeCun, Cortes and Burges), read by torchvision."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from nnlab.datasets import standin, store
from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.sources import MNIST
from nnlab.datasets.torchvision_ops import declare_missing_operators

# The mean and standard deviation of the training pixels, divided by 255, as commonly rounded.
MEAN, DEVIATION = 0.1307, 0.3081


def load() -> Dataset:
    """The data set, or its stand-in. Never fails for want of data. Loads torch.

    train (60000), test (10000): x (n, 28, 28) uint8 from 0 to 255, y (n,) uint8.
    """
    try:
        obtained = store.obtain(MNIST)
    except store.UnavailableError as error:
        return _stand_in(error)
    train, test = _parse(obtained.contents)
    return Dataset(
        train=train,
        test=test,
        identity=store.identity(MNIST),
        source=obtained.source,
        refused=obtained.refused,
    )


def _parse(contents: Sequence[bytes]) -> list[Part]:
    """Lay the checked files out as torchvision wants them, in a folder that then goes away.

    Unpacking takes a third of a second; a lasting copy would have to be checked, too.
    """
    declare_missing_operators()
    from torchvision.datasets import MNIST as Reader  # noqa: N811 - a class, not a constant

    with tempfile.TemporaryDirectory() as root:
        raw = Path(root, "MNIST", "raw")
        raw.mkdir(parents=True)
        for file, content in zip(MNIST, contents, strict=True):
            (raw / PurePosixPath(file.path).stem).write_bytes(gzip.decompress(content))
        sets = [Reader(root, train=train) for train in (True, False)]
    return [Part(s.data.numpy(), s.targets.numpy().astype("uint8")) for s in sets]


def _stand_in(error: store.UnavailableError) -> Dataset:
    shares = [standin.Share(60_000, 1_500), standin.Share(10_000, 297)]
    train, test = standin.digits(shares, 28, 28)
    return Dataset(
        train=train,
        test=test,
        identity=store.identity(MNIST),
        source="stand-in",
        note=standin.note("MNIST", str(error)),
        refused=error.refused,
    )
