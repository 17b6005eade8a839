"""Playground networks recorded while they learn, for a page on which a reader moves through them.

The networks of one width (every activation, set and seed) train as one stack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from nnlab.activations.base import Activation
from nnlab.activations.by_output import derivative_from_output
from nnlab.datasets.base import Dataset, Part
from nnlab.datasets.playground import NAMES, draw
from nnlab.experiments.playground import ACTIVATIONS, LOSS, Setting, evaluate
from nnlab.experiments.playground import draw as draw_networks
from nnlab.models.mlp import MLP
from nnlab.models.stacks import TINY, arrange
from nnlab.training.by_output import step

Array = np.ndarray
Function = Callable[[Array], Array]


@dataclass(frozen=True, eq=False)
class Film:
    """One network through its epochs.

    net:    the network as it was at each of the E epochs, a stack of E.
    losses: (2, E) float64, mean half squared error on the training and the test points.
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
    ``nnlab.experiments.playground.train``. Raises ValueError unless there is one hidden layer.
    """
    if len(setting.hidden) != 1:
        raise ValueError(f"one hidden layer can be recorded, not {setting.hidden}.")
    draws = {(name, seed): draw(name, seed) for name in sets for seed in seeds}
    runs = list(product(activations, sets, seeds))
    together = _joined([draws[name, seed].train for _, name, seed in runs])
    net = draw_networks(setting, [seed for _, _, seed in runs])
    frames = _train(setting, net, [ACTIVATIONS[a] for a in activations], together, epochs)
    return {
        (name, activation, seed): _film(frames, i, ACTIVATIONS[activation], draws[name, seed])
        for i, (activation, name, seed) in enumerate(runs)
    }


def _joined(parts: Sequence[Part]) -> Part:
    x, y = np.stack([p.x for p in parts]), np.stack([p.y for p in parts])
    return Part(arrange(x, TINY), arrange(y[..., None], TINY))


def _train(
    setting: Setting, net: MLP, hidden: list[Activation], data: Part, epochs: Sequence[int]
) -> list[list[Array]]:
    """The parameters [W, V, b, c] of the stack at each of the epochs."""
    output = net.activations[-1]
    mixed = replace(hidden[0], value=_in_blocks(hidden))
    slopes = [
        _in_blocks([derivative_from_output(f) for f in hidden]),
        derivative_from_output(output),
    ]
    net = MLP(net.weights, net.biases, (mixed, output))
    frames = []
    for epoch in range(max(epochs) + 1):
        if epoch in epochs:
            frames.append([p.copy() for p in net.parameters])
        if epoch < max(epochs):
            for start in range(0, data.x.shape[1], setting.batch):
                x, y = (v[:, start : start + setting.batch] for v in (data.x, data.y))
                step(net, slopes, x, y, LOSS, setting.rate)
    return frames


def _in_blocks(functions: Sequence[Function]) -> Function:
    """Each function on its own share of the stack, equal shares in this order."""

    def value(z: Array) -> Array:
        found, share = np.empty_like(z), len(z) // len(functions)
        for i, function in enumerate(functions):
            own = slice(i * share, (i + 1) * share)
            found[own] = function(z[own])
        return found

    return value


def _film(frames: list[list[Array]], i: int, hidden: Activation, points: Dataset) -> Film:
    W, V, b, c = (np.stack(p) for p in zip(*([p[i] for p in f] for f in frames), strict=True))
    net = MLP([W, V], [b, c], (hidden, ACTIVATIONS["tanh"]))
    found = [_evaluated(net, part) for part in (points.train, points.test)]
    losses, wrong = (np.stack(column) for column in zip(*found, strict=True))
    return Film(net, losses, wrong, points)


def _evaluated(net: MLP, part: Part) -> tuple[Array, Array]:
    """(E,) losses and numbers of wrong points of a stack of E on the same points."""
    count = len(net.weights[0])
    return evaluate(net, np.stack([part.x] * count), np.stack([part.y[:, None]] * count))
