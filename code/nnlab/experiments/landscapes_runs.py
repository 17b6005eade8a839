"""The landscapes experiment on its data."""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments.activations_runs import real_split
from nnlab.experiments.base import Experiment, History
from nnlab.experiments.landscapes import Setting, measure


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train and measure one network a seed on the real data; history as in ``measure``."""
    return measure(setting, seeds, real_split())


LANDSCAPES = Experiment(
    name="landscapes",
    module="nnlab.experiments.landscapes",
    data=f"hoda {SOURCE.sha256}",
    run=run,
)
