"""The first loss of a binary classifier (hw6-q2a): before any training, from several starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations import sigmoid
from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments import two_losses
from nnlab.experiments.base import History
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.normal import normal
from nnlab.initialisers.variance_scaling import he, lecun, xavier
from nnlab.models.mlp import MLP, initialise
from nnlab.naming import lookup

Array = np.ndarray

SCHEMES = {
    "glorot": xavier("normal"),
    "he": he("normal"),
    "lecun": lecun("normal"),
    "small": normal(0.05),  # Keras's RandomNormal, as it comes
    "standard": normal(1.0),
    "keras": xavier("uniform"),  # Keras's Dense, as it comes
}
NEAR = 0.05  # p within so much of one half counts as one half


@dataclass(frozen=True)
class Setting:
    """scheme: of the weights, a key of SCHEMES; biases are zero. hidden: units of the layers.

    images: on which the loss is taken. zero_last: whether the last layer's weights are all 0.
    """

    scheme: str = "glorot"
    hidden: tuple[int, ...] = (100,)
    images: int = 400
    zero_last: bool = False


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks. Raises UnknownNameError for an unknown scheme."""
    scheme = lookup("scheme", setting.scheme, SCHEMES)
    sizes = (two_losses.PIXELS, *setting.hidden, 1)
    activations = (*[RELU] * len(setting.hidden), IDENTITY)
    net = initialise(seeds, sizes, activations, scheme, zeros())
    if setting.zero_last:
        net.weights[-1][...] = 0
    return net


def measure(setting: Setting, seeds: Sequence[int], images: Array, digits: Array) -> History:
    """One network a seed on images of its own; (S,) each:

    bce, mse:   mean loss over the images.
    size:       root mean square of the logit over the images.
    p:          mean probability over the images.
    near:       share of the images with p within NEAR of one half.
    """
    drawn = two_losses.Setting(training=setting.images, validation=0, test=0)
    X, Y = two_losses.split(drawn, seeds, images, digits)["training"]
    z = two_losses.logits(draw(setting, seeds), X.astype(float))
    bce, mse, _, _ = two_losses.measured(z, Y.astype(float))
    p = sigmoid.value(z)
    return {
        "bce": bce,
        "mse": mse,
        "size": np.sqrt((z**2).mean(axis=(1, 2))),
        "p": p.mean(axis=(1, 2)),
        "near": (np.abs(p - 0.5) <= NEAR).mean(axis=(1, 2)),
    }
