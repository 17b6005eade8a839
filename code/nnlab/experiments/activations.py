"""Activations (hw6-q1): Hoda's 5×5 digits, shallow and deep, one activation against another.

Trained in PyTorch, as a batch of networks; a test trains the same in NumPy and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.catalogue import activation
from nnlab.activations.identity import IDENTITY
from nnlab.activations.learnt_swish import LEARNT_SWISH
from nnlab.experiments.base import History
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.variance_scaling import he, xavier
from nnlab.models.mlp import MLP, initialise
from nnlab.models.torch_stack import TorchStack, from_mlp, layers, losses, prepare_torch
from nnlab.seeds import stream

Array = np.ndarray

PIXELS, CLASSES = 25, 10
SATURATING = ("sigmoid", "tanh")  # these start from Xavier's weights, all others from He's


@dataclass(frozen=True)
class Setting:
    """One configuration.

    activation: a name of the catalogue, or "learnt_swish", which starts from β = 1.
    beta:       of Swish, where it is fixed; None for the activation's usual parameter.
    depth:      hidden layers.
    width:      units of a hidden layer.
    rate:       Adam's learning rate.
    epochs, batch: of training on 1,000 images.
    """

    activation: str = "relu"
    beta: float | None = None
    depth: int = 2
    width: int = 32
    rate: float = 1e-3
    epochs: int = 30
    batch: int = 64


@dataclass(frozen=True)
class Split:
    """Images (n, 25) float32 from 0 to 1 and labels (n,) int64 of each part."""

    train: tuple[Array, Array]
    validation: tuple[Array, Array]
    test: tuple[Array, Array]


def draw(setting: Setting, seeds: Sequence[int]) -> tuple[MLP, TorchStack]:
    """The untrained networks, in NumPy and in PyTorch, with the same weights."""
    learnt = setting.activation == LEARNT_SWISH.name
    own = {} if setting.beta is None else {"beta": setting.beta}
    f = activation("swish" if learnt else setting.activation, **own)
    weights = xavier("normal") if setting.activation in SATURATING else he("normal")
    sizes = (PIXELS, *[setting.width] * setting.depth, CLASSES)
    net = initialise(seeds, sizes, (*[f] * setting.depth, IDENTITY), weights, zeros(), np.float32)
    form = LEARNT_SWISH.torch if learnt else f.torch
    return net, from_mlp(net, form, extra=1.0 if learnt else None)


def fit(setting: Setting, seeds: Sequence[int], split: Split) -> tuple[TorchStack, Array]:
    """Train one network a seed; return them and (S, epochs) training losses, running means."""
    import torch

    prepare_torch()
    net = draw(setting, seeds)[1]
    images, labels = (torch.tensor(part) for part in split.train)
    rngs = [stream(seed, "order") for seed in seeds]
    optimiser = torch.optim.Adam(net.parameters, lr=setting.rate)
    curve = np.zeros((len(seeds), setting.epochs))
    for epoch in range(setting.epochs):
        rows = torch.tensor(np.stack([rng.permutation(len(images)) for rng in rngs]))
        for batch in rows.split(setting.batch, dim=1):
            loss = losses(net, images[batch], labels[batch])
            optimiser.zero_grad()
            loss.sum().backward()
            optimiser.step()
            curve[:, epoch] += loss.detach().numpy() * batch.shape[1] / len(images)
    return net, curve


def accuracy(net: TorchStack, part: tuple[Array, Array]) -> Array:
    """(S,) accuracy of each network on a part, a thousand images at a time."""
    import torch

    images, labels = (torch.tensor(array) for array in part)
    right = 0
    with torch.no_grad():
        for x, y in zip(images.split(1000), labels.split(1000), strict=True):
            guess = layers(net, x[None])[-1].argmax(dim=-1)
            right = right + (guess == y).double().sum(dim=1)
    return (right / len(labels)).numpy()


def units(net: TorchStack, images: Array) -> tuple[Array, Array]:
    """(S,) share of hidden outputs that are exactly 0, and of units with no slope on any image."""
    import torch

    zero, dead = [], []
    with torch.no_grad():
        hidden = layers(net, torch.tensor(images)[None])[:-1]
    for i, z in enumerate(hidden):
        own = (net.extra[i].detach(),) if net.extra else ()
        z.requires_grad_()
        out = net.activation(z, *own)
        (slope,) = torch.autograd.grad(out.sum(), z)
        zero.append((out == 0).double().mean(dim=(1, 2)))
        dead.append((slope == 0).all(dim=1).double().mean(dim=1))
    return torch.stack(zero).mean(dim=0).detach().numpy(), torch.stack(dead).mean(dim=0).numpy()


def train(setting: Setting, seeds: Sequence[int], split: Split) -> tuple[TorchStack, History]:
    """Train one network a seed; the history has, float32:

    loss:                (S, epochs) training losses, running means over each epoch.
    train accuracy, validation accuracy, test accuracy: (S,), at the end.
    zeros, dead, zeros at start, dead at start: (S,), shares over the hidden layers.
    beta:                (S, depth, width) where it is learnt, else (S, 0, 0).
    """
    start = units(draw(setting, seeds)[1], split.train[0])
    net, curve = fit(setting, seeds, split)
    end = units(net, split.train[0])
    beta = [b.detach().numpy()[:, 0] for b in net.extra]
    history = {
        "loss": curve,
        "train accuracy": accuracy(net, split.train),
        "validation accuracy": accuracy(net, split.validation),
        "test accuracy": accuracy(net, split.test),
        "zeros": end[0],
        "dead": end[1],
        "zeros at start": start[0],
        "dead at start": start[1],
        "beta": np.stack(beta, axis=1) if beta else np.zeros((len(seeds), 0, 0)),
    }
    return net, {name: np.asarray(v).astype(np.float32) for name, v in history.items()}
