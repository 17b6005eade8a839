"""The experiments on losses, on their data.

Kept apart from the networks: a change in how data are found, which their checksum makes sure
cannot change them, must not make a record look old.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.datasets import hoda
from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments import first_loss, two_losses
from nnlab.experiments.base import Experiment, History

Array = np.ndarray


def everything(data: hoda.Hoda) -> tuple[Array, Array]:
    """All images (60000, 25) uint8 and their digits (60000,), the course's and the others."""
    parts = (data.train, data.test, data.others)
    return np.concatenate([part.x for part in parts]), np.concatenate([part.y for part in parts])


def _real() -> tuple[Array, Array]:
    data = hoda.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of Hoda needs the real data. {data.note}")
    return everything(data)


def run_two(setting: two_losses.Setting, seeds: Sequence[int]) -> History:
    """History as in ``two_losses.train``. Raises RuntimeError where only a stand-in can be had."""
    return two_losses.train(setting, seeds, *_real())[1]


def run_first(setting: first_loss.Setting, seeds: Sequence[int]) -> History:
    """History as in ``first_loss.measure``. Raises RuntimeError as ``run_two``."""
    return first_loss.measure(setting, seeds, *_real())


_DATA = f"hoda {SOURCE.sha256}"
TWO_LOSSES = Experiment("two-losses", "nnlab.experiments.two_losses", _DATA, run_two)
FIRST_LOSS = Experiment("first-loss", "nnlab.experiments.first_loss", _DATA, run_first)
