"""The experiment on generalisation, on its data.

Kept apart from the networks: a change in how data are found, which their checksum makes sure
cannot change them, must not make a record look old.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from nnlab.datasets import hoda
from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments.base import Experiment, History
from nnlab.experiments.generalisation import Images, Setting, train

# Of the images that the course leaves unused. What had to be chosen was chosen on the last part.
POOL, TEST, VALIDATION = slice(50_000), slice(50_000, 55_000), slice(55_000, None)


def images_of(data: hoda.Hoda, test: slice = TEST) -> Images:
    """The pool that training images are drawn from, and the test images."""
    pool, others = data.others.take(POOL), data.others.take(test)
    return Images((pool.x, pool.y), (others.x, others.y), originals)


@functools.cache
def originals() -> list[np.ndarray]:
    """The pool's images before the resizing, from where ``hoda.load()`` has them."""
    return hoda.images("others", range(POOL.stop))


def real_images(test: slice = TEST) -> Images:
    """From the real data. Raises RuntimeError where only a stand-in can be had."""
    return images_of(_real_data(), test)


@functools.cache
def _real_data() -> hoda.Hoda:
    data = hoda.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of Hoda needs the real data. {data.note}")
    return data


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """History as in ``train``. Raises RuntimeError where only a stand-in can be had."""
    return train(setting, seeds, real_images())[1]


def run_to_choose(setting: Setting, seeds: Sequence[int]) -> History:
    """The same, tested on images that serve to choose, and never to judge."""
    return train(setting, seeds, real_images(VALIDATION))[1]


GENERALISATION = Experiment(
    name="generalisation",
    module="nnlab.experiments.generalisation",
    data=f"hoda {SOURCE.sha256}",
    run=run,
)
CHOICES = Experiment(
    name="generalisation-choices",
    module="nnlab.experiments.generalisation",
    data=f"hoda {SOURCE.sha256}",
    run=run_to_choose,
)
