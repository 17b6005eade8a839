"""One network, two losses (hw6-q2): odd against even Persian digits, by BCE and by MSE.

A seed draws its own images for training, validation and test from all that there are, its initial
weights and its order of examples, the same for every setting with as many images. Every loss is
taken from the logits. Float32, Glorot's uniform weights and zero biases, as in Keras.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations import sigmoid
from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments.base import History
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.variance_scaling import xavier
from nnlab.losses.binary_cross_entropy import binary_cross_entropy_with_logits
from nnlab.losses.squared_error import MSE
from nnlab.losses.squared_error_with_logits import MSE_WITH_LOGITS
from nnlab.models.mlp import MLP, forward, initialise
from nnlab.naming import lookup
from nnlab.seeds import stream
from nnlab.training.adam import Adam
from nnlab.training.loop import fit
from nnlab.training.sgd import SGD

Array = np.ndarray

PIXELS = 25
BCE = binary_cross_entropy_with_logits()
LOSSES = {"bce": BCE, "mse": MSE_WITH_LOGITS}
OPTIMISERS = {"sgd": SGD, "adam": Adam}
KNOW_NOTHING = {"bce": float(np.log(2)), "mse": 0.25}  # the loss of p = 1/2
# MSE's largest value is 1, four times what p = 1/2 costs; so many nats bound BCE in the same way.
CAP = 4 * KNOW_NOTHING["bce"]
PARTS = ("training", "validation", "test")
MEASURES = ("bce", "mse", "capped", "accuracy")
TEMPERATURES = np.geomspace(0.5, 20, 75, dtype=np.float32)


@dataclass(frozen=True)
class Setting:
    """One configuration.

    loss:       what is trained on, a key of LOSSES.
    optimiser, rate: a key of OPTIMISERS, and its learning rate.
    hidden:     units of the hidden layers.
    training, validation, test: images of each part.
    epochs, batch: of the training.
    looked:     the epoch after which single losses and the temperature are kept.
    """

    loss: str = "bce"
    optimiser: str = "sgd"
    rate: float = 0.1
    hidden: tuple[int, ...] = (100,)
    training: int = 400
    validation: int = 400
    test: int = 2000
    epochs: int = 400
    batch: int = 32
    looked: int = 100


Part = tuple[Array, Array]  # (S, n, 25) float32 inputs, (S, n, 1) float32 labels


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks, one logit each."""
    sizes = (PIXELS, *setting.hidden, 1)
    activations = (*[RELU] * len(setting.hidden), IDENTITY)
    return initialise(seeds, sizes, activations, xavier("uniform"), zeros(), np.float32)


def split(setting: Setting, seeds: Sequence[int], images: Array, digits: Array) -> dict[str, Part]:
    """Each seed's own images, by part; the label is 1 for odd digits.

    images: (n, 25) uint8; digits: (n,). Raises ValueError where there are too few.
    """
    ends = np.cumsum([setting.training, setting.validation, setting.test])
    if ends[-1] > len(images):
        raise ValueError(f"{ends[-1]} images are needed, and there are {len(images)}.")
    rows = [stream(seed, "data").permutation(len(images))[: ends[-1]] for seed in seeds]
    parts = np.split(np.array(rows), ends[:-1], axis=1)
    return {
        name: (images[part] / np.float32(255), (digits[part] % 2).astype(np.float32)[..., None])
        for name, part in zip(PARTS, parts, strict=True)
    }


def train(
    setting: Setting, seeds: Sequence[int], images: Array, digits: Array
) -> tuple[MLP, History]:
    """Train one network a seed; the history has, for E epochs and every part and measure:

    "<part> <measure>": (S, E + 1) means over the part, before the first epoch and after each.
    validation losses:  (S, n) BCE of each validation image after epoch ``looked``.
    temperature:        (S,) by which the logits of that epoch are divided for the least BCE on
                        the validation images.
    test bce, tempered: (S,) BCE of the test images after that epoch, so divided.
    Raises UnknownNameError for an unknown loss or optimiser.
    """
    parts = split(setting, seeds, images, digits)
    net, rngs = draw(setting, seeds), [stream(seed, "order") for seed in seeds]
    loss = lookup("loss", setting.loss, LOSSES)
    optimiser = lookup("optimiser", setting.optimiser, OPTIMISERS)(setting.rate)
    X, Y = parts["training"]
    curves = np.zeros((len(PARTS), len(MEASURES), setting.epochs + 1, len(seeds)), np.float32)
    single: History = {}

    def order(_: int) -> Array:
        return np.stack([rng.permutation(setting.training) for rng in rngs])

    def after_epoch(epoch: int, net: MLP) -> None:
        for i, part in enumerate(parts.values()):
            curves[i, :, epoch] = measured(logits(net, part[0]), part[1])
        if epoch == setting.looked:
            single.update(_singles(net, parts))

    fit(net, X, Y, loss, optimiser, setting.epochs, setting.batch, order, after_epoch=after_epoch)
    return net, single | {
        f"{part} {measure}": curves[i, j].T
        for i, part in enumerate(PARTS)
        for j, measure in enumerate(MEASURES)
    }


def logits(net: MLP, X: Array) -> Array:
    """(S, n, 25) inputs -> (S, n, 1)."""
    return forward(net, X)[1][-1]


def measured(z: Array, y: Array) -> Array:
    """(4, S) mean of each of MEASURES over (S, n, 1) logits and labels."""
    bce = BCE(z, y)
    values = (bce, MSE(sigmoid.value(z), y), np.minimum(bce, CAP), (z > 0) == (y > 0.5))
    return np.stack([value.mean(axis=(1, 2)) for value in values])


def _singles(net: MLP, parts: dict[str, Part]) -> History:
    (z, y), (z_test, y_test) = (
        (logits(net, parts[name][0]), parts[name][1]) for name in PARTS[1:]
    )
    best = best_temperature(z, y)
    return {
        "validation losses": BCE(z, y)[..., 0],
        "temperature": best,
        "test bce, tempered": BCE(z_test / best[:, None, None], y_test).mean(axis=(1, 2)),
    }


# book: temperature
def best_temperature(z: Array, y: Array) -> Array:
    """(S,) the T of TEMPERATURES at which the logits z/T have the least mean BCE."""
    means = np.stack([BCE(z / T, y).mean(axis=(1, 2)) for T in TEMPERATURES])
    return TEMPERATURES[means.argmin(axis=0)]


# book: end
