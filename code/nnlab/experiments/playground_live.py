"""Playground networks for a page: several sets as one stack, one network through its epochs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.playground import draw_batch
from nnlab.experiments.base import History
from nnlab.experiments.playground import LOSS, Setting, arranged, train_on
from nnlab.experiments.playground import draw as draw_networks
from nnlab.models.mlp import MLP
from nnlab.training.by_output import fit

Array = np.ndarray


def train_sets(
    setting: Setting, sets: Sequence[str], seeds: Sequence[int]
) -> dict[str, tuple[MLP, History, Dataset]]:
    """The setting on several sets, trained together: set -> networks, history, draws.

    Each run is that of ``nnlab.experiments.playground.train``; ``setting.data`` is ignored.
    """
    draws = [draw_batch(name, seeds) for name in sets]
    together = Dataset(
        train=_joined([d.train for d in draws]),
        test=_joined([d.test for d in draws]),
        identity="drawn: " + ", ".join(sets),
        source="drawn",
    )
    net, history = train_on(setting, [*seeds] * len(sets), together)
    found = {}
    for i, (name, data) in enumerate(zip(sets, draws, strict=True)):
        own = slice(i * len(seeds), (i + 1) * len(seeds))
        part = MLP([w[own] for w in net.weights], [b[own] for b in net.biases], net.activations)
        found[name] = (part, {key: value[own] for key, value in history.items()}, data)
    return found


def _joined(parts: Sequence[Part]) -> Part:
    return Part(np.concatenate([p.x for p in parts]), np.concatenate([p.y for p in parts]))


def trace(setting: Setting, seed: int, epochs: Sequence[int]) -> dict[int, MLP]:
    """epoch -> the network of that seed as it was then, as a stack of one."""
    net = draw_networks(setting, [seed, seed])
    X, Y = arranged(setting, draw_batch(setting.data, [seed, seed]).train)
    kept: dict[int, MLP] = {}

    def keep(epoch: int, net: MLP) -> None:
        if epoch in epochs:
            copies = [[p[:1].copy() for p in group] for group in (net.weights, net.biases)]
            kept[epoch] = MLP(*copies, net.activations)

    fit(net, X, Y, LOSS, setting.rate, setting.batch, max(epochs), keep)
    return kept
