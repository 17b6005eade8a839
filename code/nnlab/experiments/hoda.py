"""Hoda (hw2-q4): three small networks on Persian digits of 5×5 pixels, trained as Keras trains.

The batch of networks follows Keras step by step: Glorot's uniform weights, zero biases, float32,
Adam, each epoch in a new order. A test feeds both the same weights and orders and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments.base import History
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.variance_scaling import xavier
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY
from nnlab.models.mlp import MLP, forward, initialise
from nnlab.seeds import stream
from nnlab.training.adam import Adam
from nnlab.training.loop import fit

Array = np.ndarray

PIXELS, CLASSES = 25, 10
CHUNK = 2000  # test images at a time: keeps a hundred networks within memory


@dataclass(frozen=True)
class Setting:
    """One configuration; the defaults are the report's first model.

    hidden:   units of the hidden layers.
    scale:    what the grey values, 0 to 255, are divided by.
    examples: training images; the first 1,000 are the course's.
    epochs, batch: as in the report.
    """

    hidden: tuple[int, ...] = ()
    scale: float = 255.0
    examples: int = 1000
    epochs: int = 100
    batch: int = 64


@dataclass(frozen=True)
class Split:
    """Images (n, 25) uint8, labels (n,) uint8: for training, the course's test, all others."""

    train: tuple[Array, Array]
    test: tuple[Array, Array]
    rest: tuple[Array, Array]


def sizes(setting: Setting) -> tuple[int, ...]:
    """Units of each layer, the pixels first."""
    return (PIXELS, *setting.hidden, CLASSES)


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks."""
    activations = (*[RELU] * len(setting.hidden), IDENTITY)
    glorot = xavier("uniform")
    return initialise(seeds, sizes(setting), activations, glorot, zeros(), np.float32)


def train(setting: Setting, seeds: Sequence[int], split: Split) -> tuple[MLP, History]:
    """Train one network a seed; the history has, for E epochs:

    loss, accuracy:           (S, E) float32, running means over the epoch, as Keras prints them.
    test loss, test accuracy: (S, E) float32, on the course's 200 test images, after each epoch.
    rest loss, rest accuracy: (S,) float32, on all images used for neither, at the end.
    """
    images, labels = as_inputs(setting, split.train)
    test = as_inputs(setting, split.test)
    net, rngs = draw(setting, seeds), [stream(seed, "order") for seed in seeds]
    running = np.zeros((setting.epochs, 2, len(seeds)))
    tested = np.zeros((setting.epochs, 2, len(seeds)))

    def order(_: int) -> Array:
        return np.stack([rng.permutation(len(images)) for rng in rngs])

    def after_batch(epoch: int, logits: Array, targets: Array) -> None:
        running[epoch - 1] += _sums(logits, targets) / len(images)

    def after_epoch(epoch: int, net: MLP) -> None:
        if epoch:
            tested[epoch - 1] = evaluate(net, *test)

    fit(
        net, images[None], labels[None], SOFTMAX_CROSS_ENTROPY, Adam(), setting.epochs,
        setting.batch, order, after_batch, after_epoch,
    )  # fmt: skip
    rest = evaluate(net, *as_inputs(setting, split.rest))
    curves = np.concatenate([running, tested], axis=1).astype(np.float32)
    names = ("loss", "accuracy", "test loss", "test accuracy")
    history = {name: curves[:, i].T for i, name in enumerate(names)}
    history["rest loss"], history["rest accuracy"] = rest.astype(np.float32)
    return net, history


def as_inputs(setting: Setting, part: tuple[Array, Array]) -> tuple[Array, Array]:
    """Images and labels -> (n, 25) float32 inputs and (n, 10) float32 one-hot targets."""
    images, labels = part
    scaled = images.astype(np.float32) / np.float32(setting.scale)
    return scaled, np.eye(CLASSES, dtype=np.float32)[labels]


def logits(net: MLP, inputs: Array) -> Array:
    """(n, 25) inputs -> (S, n, 10) logits."""
    return forward(net, inputs[None])[1][-1]


def evaluate(net: MLP, inputs: Array, targets: Array) -> Array:
    """(2, S) mean loss and accuracy of each network, CHUNK images at a time."""
    total = np.zeros((2, len(net.biases[0])))
    for start in range(0, len(inputs), CHUNK):
        part = slice(start, start + CHUNK)
        out = logits(net, inputs[part])
        total += _sums(out, np.broadcast_to(targets[part], out.shape))
    return total / len(inputs)


def _sums(logits: Array, targets: Array) -> Array:
    """(2, S) summed loss and number of right answers of a batch."""
    right = logits.argmax(axis=-1) == targets.argmax(axis=-1)
    return np.stack([SOFTMAX_CROSS_ENTROPY(logits, targets).sum(axis=-1), right.sum(axis=-1)])
