"""The files that the book's data sets are read from: names, sizes, checksums, addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """One file, which is right only if its size and sha256 are.

    path: below ``NNLAB_DATA`` and below the cache, with forward slashes.
    urls: where it can be downloaded, in the order to try.
    """

    path: str
    size: int
    sha256: str
    urls: tuple[str, ...]


def _mnist(name: str, size: int, sha256: str) -> File:
    # The mirrors of torchvision.datasets.MNIST, in its order.
    mirrors = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "http://yann.lecun.com/exdb/mnist/",
    )
    return File(f"mnist/{name}", size, sha256, tuple(mirror + name for mirror in mirrors))


HODA = File(
    "hoda/Data_hoda_full.mat",
    3_989_009,
    "39629eb751892b39fc5d1e987b472d441e4dffcbe8218931b73f466d8b2f3ce2",
    (
        "https://github.com/Alireza-Akhavan/deeplearning-tensorflow2-notebooks"
        "/raw/master/dataset/Data_hoda_full.mat",
    ),
)

MNIST = (
    _mnist(
        "train-images-idx3-ubyte.gz",
        9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    ),
    _mnist(
        "train-labels-idx1-ubyte.gz",
        28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    ),
    _mnist(
        "t10k-images-idx3-ubyte.gz",
        1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    ),
    _mnist(
        "t10k-labels-idx1-ubyte.gz",
        4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
)

SETS: dict[str, tuple[File, ...]] = {"hoda": (HODA,), "mnist": MNIST}
