"""MNIST for a page: the study's training, with each finished network kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from nnlab.experiments import live
from nnlab.experiments.base import History
from nnlab.experiments.mnist import Digits, Setting, draw, train
from nnlab.models.flat_mlp import FlatMLP

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

    def make(position: int, seed: int) -> History:
        (net,), history = train(setting, [seed], digits, lambda _, e: progress(position, e))
        return history | {VECTOR: net.vector.numpy()[None]}

    runs = []
    for position, seed in enumerate(seeds):
        one = partial(make, position, seed)
        runs.append(live.kept("mnist-live", __name__, identity, setting, seed, one))
        progress(position, setting.epochs)
    history = {name: np.concatenate([run[name] for run in runs]) for name in runs[0]}
    nets = [_network(setting, vector) for vector in history.pop(VECTOR)]
    return nets, history


def _network(setting: Setting, vector: np.ndarray) -> FlatMLP:
    import torch

    net = FlatMLP(draw(setting, 0))  # of the right shape; every number is overwritten
    net.vector.copy_(torch.from_numpy(vector))
    return net
