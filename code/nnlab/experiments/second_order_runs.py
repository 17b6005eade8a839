"""The experiment on second-order methods, on its data."""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments import second_order
from nnlab.experiments.activations_runs import real_split
from nnlab.experiments.base import Experiment, History


def run(setting: second_order.Setting, seeds: Sequence[int]) -> History:
    """History as in ``second_order.run``; RuntimeError where only a stand-in can be had."""
    return second_order.run(setting, seeds, real_split())


SECOND_ORDER = Experiment(
    "second-order", "nnlab.experiments.second_order", f"hoda {SOURCE.sha256}", run
)
