"""Playground networks recorded while they learn, for a page on which a reader moves through them.

The networks of one width (every activation, set and seed) train as one stack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from nnlab.activations.base import Activation
from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.playground import NAMES, draw
from nnlab.experiments.playground import ACTIVATIONS, LOSS, Setting, arranged, evaluate
from nnlab.experiments.playground import draw as draw_networks
from nnlab.models.mlp import MLP
from nnlab.training.loop import fit
from nnlab.training.sgd import SGD

Array = np.ndarray
Function = Callable[[Array], Array]


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
    ``nnlab.experiments.playground.train``, but for the last digits: a stack of mixed activations
    takes the general training loop.
    """
    draws = {(name, seed): draw(name, seed) for name in sets for seed in seeds}
    runs = list(product(activations, sets, seeds))
    parts = [draws[name, seed].train for _, name, seed in runs]
    together = Part(np.stack([p.x for p in parts]), np.stack([p.y for p in parts]))
    net = draw_networks(setting, [seed for *_, seed in runs])
    mixed = _mixed([ACTIVATIONS[a] for a in activations])
    net = replace(net, activations=(mixed, net.activations[-1]))
    frames = _train(net, arranged(setting, together), setting, epochs)
    return {
        (name, activation, seed): _film(setting, _member(frames, i, activation), draws[name, seed])
        for i, (activation, name, seed) in enumerate(runs)
    }


def _mixed(activations: Sequence[Activation]) -> Activation:
    """Each activation on its own share of the stack: equal shares, in this order."""

    def in_shares(functions: Sequence[Function]) -> Function:
        def value(z: Array) -> Array:
            found, share = np.empty_like(z), len(z) // len(functions)
            for i, function in enumerate(functions):
                own = slice(i * share, (i + 1) * share)
                found[own] = function(z[own])
            return found

        return value

    return replace(
        activations[0],
        name="mixed",
        value=in_shares([f.value for f in activations]),
        derivative=in_shares([f.derivative for f in activations]),
    )


def _train(
    net: MLP, data: tuple[Array, Array], setting: Setting, epochs: Sequence[int]
) -> list[list[Array]]:
    """Train in place; the stack's parameters at each of the epochs."""
    frames = []

    def keep(epoch: int, net: MLP) -> None:
        if epoch in epochs:
            frames.append([p.copy() for p in net.parameters])

    fit(net, *data, LOSS, SGD(setting.rate), max(epochs), setting.batch, after_epoch=keep)
    return frames


def _member(frames: Sequence[list[Array]], i: int, activation: str) -> MLP:
    """Network i of the stack at each epoch, as a stack of its own."""
    W, V, b, c = (np.stack(p) for p in zip(*([p[i] for p in f] for f in frames), strict=True))
    return MLP([W, V], [b, c], (ACTIVATIONS[activation], ACTIVATIONS["tanh"]))


def _film(setting: Setting, net: MLP, points: Dataset) -> Film:
    found = [_evaluated(setting, net, part) for part in (points.train, points.test)]
    losses, wrong = (np.stack(column) for column in zip(*found, strict=True))
    return Film(net, losses, wrong, points)


def _evaluated(setting: Setting, net: MLP, part: Part) -> tuple[Array, Array]:
    """(E,) losses and numbers of wrong points of a stack of E on the same points."""
    count = len(net.weights[0])
    stacked = Part(np.stack([part.x] * count), np.stack([part.y] * count))
    return evaluate(net, *arranged(setting, stacked))
