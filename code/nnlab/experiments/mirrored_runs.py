"""The mirrored-MNIST experiment on its data.

Kept apart from the networks: a change in how data are found, which their checksum makes sure
cannot change them, must not make a record look old.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nnlab.datasets import mnist
from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.negatives import with_negatives
from nnlab.datasets.sources import MNIST as FILES
from nnlab.experiments.base import Experiment, History
from nnlab.experiments.mirrored import Digits, Setting, train
from nnlab.models.paired_cnn import columns


def digits_of(data: Dataset) -> Digits:
    """MNIST's images and their negatives, 1 - x, as the network takes them."""
    import torch

    def part(part: Part) -> tuple:
        both = with_negatives(part)
        return columns(both.x), torch.from_numpy(both.y.astype("int64"))

    return Digits(part(data.train), part(data.test))


@cache
def _digits() -> Digits:
    """Made once a process: a study asks for every batch of seeds."""
    data = mnist.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of mirrored MNIST needs the real data. {data.note}")
    return digits_of(data)


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train one network a seed on the real data; history as in ``train``.

    Raises RuntimeError where only a stand-in can be had: no record may be made from it.
    """
    return train(setting, seeds, _digits())[1]


MIRRORED = Experiment(
    name="mirrored-mnist",
    module="nnlab.experiments.mirrored",
    data="mnist and 1 - x " + " ".join(file.sha256[:16] for file in FILES),
    run=run,
)
