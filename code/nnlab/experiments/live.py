"""A run for a page, kept when it is done: a page that is executed again does not repeat it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnlab.experiments.base import Experiment, History
from nnlab.runs import RunStore


def kept(
    name: str, module: str, data: str, setting: Any, seed: int, make: Callable[[], History]
) -> History:
    """The history of one run, from the store of runs, or made and put there.

    name, module, data: as of an Experiment; part of what the run is stored under.
    make: the history of that run, with arrays of shape (1, ...).
    """
    store, experiment = RunStore(), Experiment(name, module, data, lambda *_: {})
    if store.missing(experiment, setting, [seed]):
        store.put(experiment, setting, [seed], make())
    seeds, history = store.get(experiment, setting)
    return {measured: values[[seeds.index(seed)]] for measured, values in history.items()}
