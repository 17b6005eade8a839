"""The activations experiment on its data, kept apart as for Hoda's own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.datasets import hoda
from nnlab.datasets.base import Part
from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments.activations import Setting, Split, train
from nnlab.experiments.base import Experiment, History

VALIDATION, TEST = slice(0, 5_000), slice(5_000, 15_000)  # of the images the course leaves unused


def split_of(data: hoda.Hoda) -> Split:
    """Train on the course's 1,000; choose learning rates on 5,000 others, test on 10,000 more."""
    parts = (data.train, data.others.take(VALIDATION), data.others.take(TEST))
    return Split(*(_as_inputs(part) for part in parts))


def _as_inputs(part: Part) -> tuple[np.ndarray, np.ndarray]:
    return part.x.astype(np.float32) / np.float32(255), part.y.astype(np.int64)


def real_split() -> Split:
    """The split of the real data. Raises RuntimeError where only a stand-in can be had."""
    data = hoda.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of Hoda needs the real data. {data.note}")
    return split_of(data)


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train one network a seed on the real data; history as in ``train``."""
    return train(setting, seeds, real_split())[1]


ACTIVATIONS = Experiment(
    name="activations",
    module="nnlab.experiments.activations",
    data=f"hoda {SOURCE.sha256}",
    run=run,
)
