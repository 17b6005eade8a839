"""Landscapes (hw6-q1): how smooth are the loss and the output, with each activation?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.catalogue import activation
from nnlab.activations.identity import IDENTITY
from nnlab.experiments.activations import Setting as Training
from nnlab.experiments.activations import Split, draw, fit
from nnlab.experiments.base import History
from nnlab.initialisers.normal import normal
from nnlab.initialisers.variance_scaling import he
from nnlab.models.curvature import filter_normalised, largest_eigenvalue, slopes_along
from nnlab.models.mlp import forward, initialise
from nnlab.models.torch_stack import TorchStack
from nnlab.seeds import stream

Array = np.ndarray

TICKS = np.linspace(-1, 1, 41)  # along a filter-normalised direction
NEAR = np.abs(TICKS) < 0.26  # a quarter of each filter's size
IMAGES = 500  # of the training images: the loss whose shape is measured
LINES = 4  # directions a network
POWER = 30  # iterations
SIDE = 81  # grid points a side of the input plane [-3, 3]²
PLANE_WIDTH = 64  # units of a hidden layer of the random network on the plane


@dataclass(frozen=True)
class Setting:
    """One configuration: the same training for every activation.

    activation, depth, rate, epochs: as in the activations experiment.
    """

    activation: str = "relu"
    depth: int = 2
    rate: float = 3e-3
    epochs: int = 30

    def training(self) -> Training:
        return Training(self.activation, None, self.depth, rate=self.rate, epochs=self.epochs)


def random_directions(net: TorchStack, seeds: Sequence[int], count: int) -> list[list]:
    """``count`` standard normal directions, each a list of tensors like the parameters."""
    import torch

    rngs = [stream(seed, "data") for seed in seeds]
    return [
        [
            torch.tensor(
                np.stack([rng.normal(size=p.shape[1:]) for rng in rngs]).astype(np.float32)
            )
            for p in net.parameters
        ]
        for _ in range(count)
    ]


def shape(net: TorchStack, seeds: Sequence[int], split: Split) -> dict[str, Array]:
    """(S,) largest Hessian eigenvalue, and Lipschitz estimates of the slope along lines.

    bend: the largest |φ'(t + h) - φ'(t)| / h on a grid of t from -1 to 1 over LINES
    filter-normalised directions, with φ(t) the loss at t of the direction; bend near: the same
    within a quarter of the way.
    """
    import torch

    X, Y = (torch.tensor(part[:IMAGES])[None] for part in split.train)
    directions = random_directions(net, seeds, LINES + 1)
    top = largest_eigenvalue(net, X, Y, directions[-1], POWER)
    step = TICKS[1] - TICKS[0]
    bends = []
    for direction in directions[:-1]:
        _, slopes = slopes_along(net, X, Y, filter_normalised(net, direction), TICKS)
        bends.append(np.abs(np.diff(slopes, axis=1)) / step)
    bend, inner = np.max(bends, axis=0), NEAR[1:] & NEAR[:-1]
    return {
        "eigenvalue": top, "bend": bend.max(axis=1), "bend near": bend[:, inner].max(axis=1),
    }  # fmt: skip


# book: surface
def surface(name: str, depth: int, seeds: Sequence[int]) -> Array:
    """(S, SIDE, SIDE) outputs of random networks 2-64-…-64-1 on the plane [-3, 3]²."""
    f = activation(name)
    sizes = (2, *[PLANE_WIDTH] * depth, 1)
    net = initialise(seeds, sizes, (*[f] * depth, IDENTITY), he("normal"), normal(0.1))
    ticks = np.linspace(-3, 3, SIDE)
    plane = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(1, -1, 2)
    return forward(net, plane)[1][-1].reshape(len(seeds), SIDE, SIDE)


def roughness(heights: Array) -> Array:
    """(S, n, n) heights -> (S,) change of the gradient from point to point, over its size."""
    jumps, slopes = [], []
    for axis in (1, 2):
        slope = np.diff(heights, axis=axis)
        slopes.append(np.mean(slope**2, axis=(1, 2)))
        jumps.append(np.mean(np.diff(slope, axis=axis) ** 2, axis=(1, 2)))
    return np.sqrt(sum(jumps) / sum(slopes))


# book: end
def measure(setting: Setting, seeds: Sequence[int], split: Split) -> History:
    """Train one network a seed and measure its surroundings; each (S,) float32:

    eigenvalue, bend, bend near: as in ``shape``, after training; with "at start", before.
    loss: training loss, the last epoch's running mean.
    roughness: of a random network's output on the plane.
    """
    start = shape(draw(setting.training(), seeds)[1], seeds, split)
    net, curve = fit(setting.training(), seeds, split)
    end = shape(net, seeds, split)
    history = {
        **{f"{name} at start": values for name, values in start.items()},
        **end,
        "loss": curve[:, -1],
        "roughness": roughness(surface(setting.activation, setting.depth, seeds)),
    }
    return {name: values.astype(np.float32) for name, values in history.items()}
