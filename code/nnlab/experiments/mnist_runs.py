"""The MNIST experiments on their data.

Kept apart from the networks: a change in how data are found, which their checksum makes sure
cannot change them, must not make a record look old.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nnlab.datasets import mnist
from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.sources import MNIST as FILES
from nnlab.experiments import mnist_modes
from nnlab.experiments.base import Experiment, History
from nnlab.experiments.mnist import Digits, Setting, normalised, train


def digits_of(data: Dataset) -> Digits:
    """The images as the network takes them, normalised with the usual two numbers."""
    import torch

    def part(part: Part) -> tuple:
        labels = torch.from_numpy(part.y.astype("int64"))
        return normalised(part.x, mnist.MEAN, mnist.DEVIATION), labels

    return Digits(part(data.train), part(data.test), -mnist.MEAN / mnist.DEVIATION)


@cache
def _digits() -> Digits:
    """Read once a process: a study asks for every batch of seeds."""
    data = mnist.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of MNIST needs the real data. {data.note}")
    return digits_of(data)


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train one network a seed on the real data; history as in ``train``.

    Raises RuntimeError where only a stand-in can be had: no record may be made from it.
    """
    return train(setting, seeds, _digits())[1]


def run_modes(setting: mnist_modes.Setting, seeds: Sequence[int]) -> History:
    """As ``run``, for the networks that are validated in both modes."""
    return mnist_modes.train(setting, seeds, _digits())[1]


_DATA = "mnist " + " ".join(file.sha256[:16] for file in FILES)
MNIST = Experiment(name="mnist", module="nnlab.experiments.mnist", data=_DATA, run=run)
MODES = Experiment(
    name="mnist-modes", module="nnlab.experiments.mnist_modes", data=_DATA, run=run_modes
)
