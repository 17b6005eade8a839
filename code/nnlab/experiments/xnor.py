"""XNOR (hw2-q5): an n-unit ReLU network learns four points by per-sample gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments.base import Experiment, History
from nnlab.initialisers.base import Initialiser
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.normal import normal
from nnlab.initialisers.uniform import uniform
from nnlab.initialisers.variance_scaling import he, xavier
from nnlab.losses.binary_cross_entropy import binary_cross_entropy_with_logits
from nnlab.models.mlp import MLP, forward, initialise
from nnlab.naming import lookup
from nnlab.training.loop import fit
from nnlab.training.sgd import SGD

Array = np.ndarray

# The four points in the report's order, and whether their two inputs are equal.
POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LABELS = np.array([1.0, 0.0, 0.0, 1.0])
LOSS = binary_cross_entropy_with_logits()

# Scheme -> (weights, biases). "uniform01" is the report's; the three that change only its
# weights, only its biases, or both to the textbook's form say which of the two matters.
SCHEMES: dict[str, tuple[Initialiser, Initialiser]] = {
    "uniform01": (uniform(0, 1), uniform(0, 1)),
    "uniform01-zero": (uniform(0, 1), zeros()),
    "uniform11-positive": (uniform(-1, 1), uniform(0, 1)),
    "uniform11-zero": (uniform(-1, 1), zeros()),
    "uniform11": (uniform(-1, 1), uniform(-1, 1)),
    "normal": (normal(), normal()),
    "xavier": (xavier("normal"), zeros()),
    "he": (he("normal"), zeros()),
}


@dataclass(frozen=True)
class Setting:
    """One configuration; the defaults are the report's.

    width:       hidden units.
    scheme:      initial distribution, a key of SCHEMES.
    rate:        learning rate.
    checkpoints: epochs, ascending, at which a run is measured; the last one ends it.
    """

    width: int = 3
    scheme: str = "uniform01"
    rate: float = 0.1
    checkpoints: tuple[int, ...] = (0, 500)


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks. Raises UnknownNameError for an unknown scheme."""
    weights, biases = lookup("initial distribution", setting.scheme, SCHEMES)
    return initialise(seeds, (2, setting.width, 1), (RELU, IDENTITY), weights, biases)


def train(setting: Setting, seeds: Sequence[int]) -> tuple[MLP, History]:
    """Train one network a seed; return the trained networks and their history (see ``run``)."""
    net = draw(setting, seeds)
    last = setting.checkpoints[-1]
    probability, on = [], []

    def measure(epoch: int, net: MLP) -> None:
        if epoch in setting.checkpoints:
            (hidden, logit), _ = forward(net, POINTS[None])
            probability.append(expit(logit[..., 0]))
            on.append((hidden > 0).sum(axis=1))

    X, Y = POINTS[None], LABELS[None, :, None]
    fit(net, X, Y, LOSS, SGD(setting.rate), last, after_epoch=measure)
    return net, {
        "probability": np.stack(probability, axis=1),
        "on": np.stack(on, axis=1).astype(np.int8),
    }


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train one network a seed.

    Returns, for C checkpoints:
    probability: (S, C, 4) float64, p(label is 1) at each of POINTS.
    on:          (S, C, width) int8, at how many of the four points each hidden unit is on.
    """
    return train(setting, seeds)[1]


def predict(net: MLP, points: Array) -> Array:
    """(n, 2) points -> (S, n) probabilities."""
    return expit(forward(net, points[None])[1][-1][..., 0])


def loss_of(probability: Array) -> Array:
    """(..., 4) probabilities -> (...) mean binary cross-entropy in nats; 0 log 0 counts as 0."""
    right = np.where(LABELS == 1, probability, 1 - probability)
    return -np.log(np.maximum(right, np.finfo(float).tiny)).mean(axis=-1)


def learnt(probability: Array) -> Array:
    """(..., 4) probabilities -> (...) whether all four are on the right side of one half."""
    return ((probability > 0.5) == (LABELS == 1)).all(axis=-1)


XNOR = Experiment(name="xnor", module=__name__, data="the truth table, in the code", run=run)
