"""Hoda from different starts (hw2-q2b): one network, many initial weights and biases.

Weights N(0, gain²/n_in), biases N(bias_mean, bias_std²). A seed draws the same normal numbers
whatever the gain, the mean and the spread, so that settings can be compared seed by seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.experiments.base import History
from nnlab.initialisers.gain import gain
from nnlab.initialisers.normal import normal
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY as LOSS
from nnlab.models.mlp import MLP, forward, initialise
from nnlab.models.symmetry import distinct_units, stable_rank
from nnlab.naming import lookup
from nnlab.seeds import stream
from nnlab.training.adam import Adam
from nnlab.training.loop import fit
from nnlab.training.sgd import SGD
from nnlab.training.watched import Watched

Array = np.ndarray

PIXELS, CLASSES = 25, 10
ACTIVATIONS = {a.name: a for a in (SIGMOID, TANH, RELU)}
OPTIMISERS = {"sgd": SGD, "adam": Adam}
ALIKE = 1e-6  # units whose parameters differ by no more than this count as one


@dataclass(frozen=True)
class Setting:
    """One configuration.

    activation:          of the hidden layers, a key of ACTIVATIONS.
    gain:                of the weights; 0 makes them all zero.
    bias_mean, bias_std: of the biases, those of the output layer included.
    hidden:              units of the hidden layers.
    optimiser, rate:     a key of OPTIMISERS, and its learning rate.
    epochs, batch:       of the training.
    watched:             steps whose gradients are kept.
    counted:             epochs after which the distinct units are counted.
    """

    activation: str = "tanh"
    gain: float = 1.0
    bias_mean: float = 0.0
    bias_std: float = 0.0
    hidden: tuple[int, ...] = (30, 30, 30)
    optimiser: str = "sgd"
    rate: float = 0.1
    epochs: int = 100
    batch: int = 50
    watched: int = 1
    counted: tuple[int, ...] = (0,)


Part = tuple[Array, Array]  # images (n, 25) uint8, labels (n,) uint8


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks. Raises UnknownNameError for an unknown activation."""
    f = lookup("activation", setting.activation, ACTIVATIONS)
    sizes = (PIXELS, *setting.hidden, CLASSES)
    biases = normal(setting.bias_std, setting.bias_mean)
    return initialise(
        seeds, sizes, (*[f] * len(setting.hidden), IDENTITY), gain(setting.gain), biases
    )


def train(
    setting: Setting, seeds: Sequence[int], training: Part, others: Part
) -> tuple[MLP, History]:
    """Train one network a seed; the history has, for E epochs, L layers of weights, T steps:

    loss, accuracy:  (S, E + 1) on the training images, before the first epoch and after each.
    rest accuracy:   (S,) on the other images, at the end.
    weight gradient: (S, T, L) norm of the gradient of each layer's weights in the first steps.
    bias gradient:   (S, T, L) the same of its biases.
    distinct:        (S, C, L - 1) hidden units that differ by more than ALIKE.
    exactly:         (S, C, L - 1) hidden units that differ at all.
    stable rank:     (S, L) of each layer's weights, at the end.
    """
    images, labels = as_inputs(training)
    net, rngs = draw(setting, seeds), [stream(seed, "order") for seed in seeds]
    inner = lookup("optimiser", setting.optimiser, OPTIMISERS)(setting.rate)
    optimiser = Watched(inner, setting.watched)
    measured, counts = [], []

    def order(_: int) -> Array:
        return np.stack([rng.permutation(len(images)) for rng in rngs])

    def after_epoch(epoch: int, net: MLP) -> None:
        measured.append(evaluate(net, images, labels))
        if epoch in setting.counted:
            counts.append([distinct_units(net, alike) for alike in (ALIKE, 0.0)])

    fit(
        net, images[None], labels[None], LOSS, optimiser, setting.epochs, setting.batch, order,
        after_epoch=after_epoch,
    )  # fmt: skip
    loss, accuracy = np.array(measured).transpose(1, 2, 0)
    weights, biases = optimiser.norms(len(seeds), len(net.weights))
    alike, exactly = np.array(counts, np.int16).transpose(1, 2, 0, 3)
    return net, {
        "loss": loss,
        "accuracy": accuracy,
        "rest accuracy": evaluate(net, *as_inputs(others))[1],
        "weight gradient": weights,
        "bias gradient": biases,
        "distinct": alike,
        "exactly": exactly,
        "stable rank": np.stack([stable_rank(W) for W in net.weights], axis=1),
    }


def as_inputs(part: Part) -> Part:
    """Images and labels -> (n, 25) inputs from 0 to 1 and (n, 10) one-hot targets, float64."""
    return part[0] / 255.0, np.eye(CLASSES)[part[1]]


def evaluate(net: MLP, inputs: Array, targets: Array, chunk: int = 1000) -> Array:
    """(2, S) mean loss and accuracy of each network, so many images at a time."""
    total = np.zeros((2, len(net.biases[0])))
    for start in range(0, len(inputs), chunk):
        part = slice(start, start + chunk)
        logits = forward(net, inputs[None, part])[1][-1]
        right = logits.argmax(axis=-1) == targets[part].argmax(axis=-1)
        wanted = np.broadcast_to(targets[part], logits.shape)
        total += LOSS(logits, wanted).sum(axis=-1), right.sum(axis=-1)
    return total / len(inputs)


def prior_entropy(labels: Array) -> float:
    """The least mean loss, in nats, of a network whose output ignores its input."""
    share = np.bincount(labels, minlength=CLASSES) / len(labels)
    return float(-sum(p * np.log(p) for p in share if p))
