"""The experiments on initial weights and biases, on their data.

Kept apart from the networks: a change in how data are found, which their checksum makes sure
cannot change them, must not make a record look old.
"""

from __future__ import annotations

from collections.abc import Sequence

from nnlab.datasets import hoda
from nnlab.datasets.sources import HODA as SOURCE
from nnlab.experiments import initial_biases, plateau, starts
from nnlab.experiments.base import Experiment, History

OTHERS = 5000  # of the images that the course leaves unused: a test set


def parts(data: hoda.Hoda) -> tuple[starts.Part, starts.Part]:
    """The course's 1,000 training images, and the first OTHERS of those that it leaves unused."""
    others = data.others.take(slice(OTHERS))
    return (data.train.x, data.train.y), (others.x, others.y)


def _real() -> tuple[starts.Part, starts.Part]:
    data = hoda.load()
    if data.is_stand_in:
        raise RuntimeError(f"a study of Hoda needs the real data. {data.note}")
    return parts(data)


def run_start(setting: starts.Setting, seeds: Sequence[int]) -> History:
    """History as in ``starts.train``. Raises RuntimeError where only a stand-in can be had."""
    return starts.train(setting, seeds, *_real())[1]


def run_plateau(setting: plateau.Setting, seeds: Sequence[int]) -> History:
    """History as in ``plateau.train``. Raises RuntimeError as ``run_start``."""
    return plateau.train(setting, seeds, _real()[0])[1]


def run_biases(setting: initial_biases.Setting, seeds: Sequence[int]) -> History:
    """History as in ``initial_biases.train``. Raises RuntimeError as ``run_start``."""
    return initial_biases.train(setting, seeds, *_real())


_DATA = f"hoda {SOURCE.sha256}"
STARTS = Experiment("starts", "nnlab.experiments.starts", _DATA, run_start)
PLATEAU = Experiment("plateau", "nnlab.experiments.plateau", _DATA, run_plateau)
BIASES = Experiment("initial-biases", "nnlab.experiments.initial_biases", _DATA, run_biases)
