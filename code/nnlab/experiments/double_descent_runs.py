"""The experiment on double descent, on its data."""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments import double_descent
from nnlab.experiments.base import Experiment, History
from nnlab.experiments.generalisation import Images
from nnlab.experiments.generalisation_runs import real_images

TESTED = 2000  # of the test images


def run_on(setting: double_descent.Setting, seeds: Sequence[int], images: Images) -> History:
    """History as in ``double_descent.run``, on the first TESTED test images."""
    test = tuple(array[:TESTED] for array in images.test)
    return double_descent.run(setting, seeds, images.pool, test)


def run(setting: double_descent.Setting, seeds: Sequence[int]) -> History:
    """On the real data. Raises RuntimeError where only a stand-in can be had."""
    return run_on(setting, seeds, real_images())


DOUBLE_DESCENT = Experiment(
    name="double-descent",
    module="nnlab.experiments.double_descent",
    data=f"hoda {SOURCE.sha256}",
    run=run,
)
