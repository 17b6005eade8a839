"""The Hoda experiment on its data.

Kept apart from the networks: a change in how data are found, which their checksum makes sure
cannot change them, must not make a record look old.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.datasets import hoda
from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments.base import Experiment, History
from nnlab.experiments.hoda import Setting, Split, train


def split_of(setting: Setting, data: hoda.Hoda) -> Split:
    """The course's split; more training images than 1,000 are taken from the others, in order.

    Raises ValueError for fewer than 1,000 or for more than there are.
    """
    more = setting.examples - len(data.train.x)
    if not 0 <= more < len(data.others.x):
        raise ValueError(f"{setting.examples} training images: there are 1,000 to 59,799.")
    first, rest = data.others.take(slice(more)), data.others.take(slice(more, None))
    train = np.concatenate([data.train.x, first.x]), np.concatenate([data.train.y, first.y])
    return Split(train, (data.test.x, data.test.y), (rest.x, rest.y))


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train one network a seed on the real data; history as in ``train``.

    Raises RuntimeError where only a stand-in can be had: no record may be made from it.
    """
    data = hoda.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of Hoda needs the real data. {data.note}")
    return train(setting, seeds, split_of(setting, data))[1]


HODA = Experiment(
    name="hoda", module="nnlab.experiments.hoda", data=f"hoda {SOURCE.sha256}", run=run
)
