"""MNIST for a page: the study's training, with each finished network kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnlab.experiments.base import Experiment, History
from nnlab.experiments.mnist import Digits, Setting, draw, train
from nnlab.models.flat_mlp import FlatMLP
from nnlab.runs import RunStore

VECTOR = "vector"  # what a network's parameters are stored as, beside its history


def kept(
    setting: Setting,
    seeds: Sequence[int],
    digits: Digits,
    identity: str,
    progress: Callable[[int, int], None],
) -> tuple[list[FlatMLP], History]:
    """As ``nnlab.experiments.mnist.train``, but finished runs are taken from the store of runs,
    and each new one is put there as soon as it is done: what was interrupted goes on there.

    identity: of the data that ``digits`` were made from; part of what a run is stored under.
    progress: called with (position of the seed, epochs done), also for a run that is taken.
    """
    store, experiment = RunStore(), Experiment("mnist-live", __name__, identity, lambda *_: {})
    missing = store.missing(experiment, setting, seeds)
    for position, seed in enumerate(seeds):
        if seed in missing:
            (net,), history = train(
                setting, [seed], digits, lambda _, epoch, p=position: progress(p, epoch)
            )
            vector = net.vector.numpy()[None]
            store.put(experiment, setting, [seed], history | {VECTOR: vector})
        progress(position, setting.epochs)
    stored, history = store.get(experiment, setting)
    history = {name: values[np.searchsorted(stored, seeds)] for name, values in history.items()}
    nets = [_network(setting, vector) for vector in history.pop(VECTOR)]
    return nets, history


def _network(setting: Setting, vector: np.ndarray) -> FlatMLP:
    import torch

    net = FlatMLP(draw(setting, 0))  # of the right shape; every number is overwritten
    net.vector.copy_(torch.from_numpy(vector))
    return net
