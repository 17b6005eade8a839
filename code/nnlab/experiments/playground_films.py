"""Playground networks recorded while they learn, for a page on which a reader moves through them.

The networks of one width (every activation, set and seed) train as one stack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.playground import NAMES, draw
from nnlab.experiments.playground import ACTIVATIONS, Setting, Stack, arranged, evaluate, member
from nnlab.models.mlp import MLP

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Film:
    """One network through its epochs.

    net:    the network as it was at each of the E epochs, a stack of E.
    losses: (2, E), mean half squared error on the training and the test points.
    wrong:  (2, E) int, how many of the 250 training and test points are on the wrong side.
    points: the seed's draw of the set.
    """

    net: MLP
    losses: Array
    wrong: Array
    points: Dataset


def record(
    setting: Setting,
    seeds: Sequence[int],
    epochs: Sequence[int],
    sets: Sequence[str] = NAMES,
    activations: Sequence[str] = tuple(ACTIVATIONS),
) -> dict[tuple[str, str, int], Film]:
    """(set, activation, seed) -> its film; ``setting``'s own set and activation are ignored.

    epochs: ascending, the last one ends the training. Each run is that of
    ``nnlab.experiments.playground.train``.
    """
    cells = [replace(setting, activation=a, data=name) for a, name in product(activations, sets)]
    stack = Stack.of(cells, seeds)
    frames = _frames(stack, epochs)
    return {
        (cell.data, cell.activation, seed): _film(
            cell, _member(frames, i, stack.networks(i // len(seeds))), draw(cell.data, seed)
        )
        for i, (cell, seed) in enumerate(product(cells, seeds))
    }


def trace(setting: Setting, seed: int, epochs: Sequence[int]) -> dict[int, MLP]:
    """epoch -> the network of that seed as it was then, as a stack of one."""
    stack = Stack.of([setting], [seed, seed])
    net = _member(_frames(stack, epochs), 0, stack.networks(0))
    return {epoch: member(net, i) for i, epoch in enumerate(epochs)}


def _frames(stack: Stack, epochs: Sequence[int]) -> list[MLP]:
    """Train; copies of all networks as they were at each of the epochs, ascending."""
    frames = []

    def keep(epoch: int, net: MLP) -> None:
        if epoch in epochs:
            weights, biases = ([p.copy() for p in ps] for ps in (net.weights, net.biases))
            frames.append(MLP(weights, biases, net.activations))

    stack.fit(max(epochs), keep)
    return frames


def _member(frames: Sequence[MLP], i: int, like: MLP) -> MLP:
    """Network i of the frames at each of them, as a stack, with the activations of ``like``."""
    weights, biases = (
        [np.stack([p[i] for p in layer]) for layer in zip(*groups, strict=True)]
        for groups in ([f.weights for f in frames], [f.biases for f in frames])
    )
    return MLP(weights, biases, like.activations)


def _film(setting: Setting, net: MLP, points: Dataset) -> Film:
    found = [_evaluated(setting, net, part) for part in (points.train, points.test)]
    losses, wrong = (np.stack(column) for column in zip(*found, strict=True))
    return Film(net, losses, wrong, points)


def _evaluated(setting: Setting, net: MLP, part: Part) -> tuple[Array, Array]:
    """(E,) losses and numbers of wrong points of a stack of E on the same points."""
    count = len(net.weights[0])
    stacked = Part(np.stack([part.x] * count), np.stack([part.y] * count))
    return evaluate(net, *arranged(setting, stacked))
