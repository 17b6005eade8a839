"""Generalisation on Hoda (hw2-q2c): networks of many shapes, training sets of many sizes.

Each seed draws its own training images from a pool, and is tested on images that no seed trains
on. All settings take the same number of steps, whatever their number of images.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.datasets.resize import resize_each
from nnlab.experiments.base import History
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.variance_scaling import he
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY as LOSS
from nnlab.models.mlp import MLP, forward, initialise
from nnlab.naming import lookup
from nnlab.seeds import stream
from nnlab.training.adam import Adam
from nnlab.training.decay import Decay
from nnlab.training.dropout import Dropout
from nnlab.training.loop import fit

Array = np.ndarray

PIXELS = 25
TARGETS = {"digit": 10, "halfspace": 2}  # what is to be learnt -> classes
CHUNK = 1000  # images at a time: keeps twenty networks within memory
CHECKS = 10  # about so many measurements on the way
MEASURED = 2000  # of the training examples, at most
SHIFTS = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]


@dataclass(frozen=True)
class Setting:
    """One configuration.

    hidden:    units of the hidden layers.
    examples:  training images, drawn for each seed.
    target:    "digit", or "halfspace": on which side of a random plane, drawn for each seed and
               through the pool's mean, the image lies; that is linearly separable by construction.
    noise:     probability that a training label is replaced by one drawn uniformly from all.
    rate:      Adam's learning rate.
    steps:     updates; rounded down to whole epochs.
    batch:     images a step.
    l2:        λ of the penalty λ/2 ‖W‖² in the loss.
    decoupled: λ of decoupled weight decay: each step takes off rate × λ of each weight.
    dropout:   share of the hidden outputs dropped in training.
    shifted:   train on nine versions of each image, shifted by -1, 0 or 1 pixel each way.
    held_out:  of the training images, so many are not trained on but watched.
    """

    hidden: tuple[int, ...] = (50,)
    examples: int = 1000
    target: str = "digit"
    noise: float = 0.0
    rate: float = 1e-3
    steps: int = 2400
    batch: int = 50
    l2: float = 0.0
    decoupled: float = 0.0
    dropout: float = 0.0
    shifted: bool = False
    held_out: int = 0

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of each layer, the pixels first."""
        return (PIXELS, *self.hidden, lookup("target", self.target, TARGETS))

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))


@dataclass(frozen=True)
class Images:
    """Where training and test images come from.

    pool, test: (n, 25) uint8 images and (n,) uint8 labels.
    originals:  () -> the pool's images before they were made small, (h, w) uint8.
    """

    pool: tuple[Array, Array]
    test: tuple[Array, Array]
    originals: Callable[[], Sequence[Array]]


@dataclass(frozen=True)
class Examples:
    """One data set a seed: X (S or 1, N, 25) float32, Y (S, N, K) float32 one-hot."""

    X: Array
    Y: Array


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks: He's normal weights, zero biases, float32."""
    activations = (*[RELU] * len(setting.hidden), IDENTITY)
    return initialise(seeds, setting.sizes, activations, he(), zeros(), np.float32)


def draw_examples(
    setting: Setting, seeds: Sequence[int], images: Images
) -> tuple[Examples, Examples, Examples]:
    """(training, held out, test). A seed's smaller training sets are parts of its larger ones.

    Raises ValueError for held-out images together with shifted ones, which would be their copies.
    """
    if setting.shifted and setting.held_out:
        raise ValueError("held-out images would be copies of shifted training images.")
    pool, test = (as_inputs(x) for x, _ in (images.pool, images.test))
    classes = setting.sizes[-1]
    X, Y, tests = [], [], []
    for seed in seeds:
        rng = stream(seed, "data")
        rows = rng.permutation(len(pool))[: setting.examples]
        normal = rng.normal(size=PIXELS)
        replaced = rng.random(setting.examples) < setting.noise
        drawn = rng.integers(classes, size=setting.examples)
        if setting.target == "halfspace":
            labels, test_labels = (((x - pool.mean(0)) @ normal > 0) for x in (pool[rows], test))
        else:
            labels, test_labels = images.pool[1][rows], images.test[1]
        labels = np.where(replaced, drawn, labels.astype(np.int64))
        x = pool[rows]
        if setting.shifted:
            originals = images.originals()
            x = as_inputs(shifted_versions([originals[row] for row in rows]))
            labels = np.repeat(labels, len(SHIFTS))
        X.append(x)
        Y.append(_one_hot(labels, classes))
        tests.append(_one_hot(test_labels.astype(np.int64), classes))
    X, Y = np.stack(X), np.stack(Y)
    kept = X.shape[1] - setting.held_out
    return (
        Examples(X[:, :kept], Y[:, :kept]),
        Examples(X[:, kept:], Y[:, kept:]),
        Examples(test[None], np.stack(tests)),
    )


def train(setting: Setting, seeds: Sequence[int], images: Images) -> tuple[MLP, History]:
    """Train one network a seed; the history has, for C checks:

    step:        (S, C) updates made before the check; the first is 0, the last the end.
    loss, error: (S, C) on the training examples (the first MEASURED, unshifted), with the
                 labels that were trained on.
    test loss, test error: (S, C), labels without noise.
    held-out loss: (S, C) where some images are held out, else (S, 0).
    """
    training, held_out, test = draw_examples(setting, seeds, images)
    net, rngs = draw(setting, seeds), [stream(seed, "order") for seed in seeds]
    per_epoch = -(-training.X.shape[1] // setting.batch)
    epochs = setting.steps // per_epoch
    checks, measured = checked_epochs(epochs), []
    seen = _as_written(setting, training)

    def order(_: int) -> Array:
        return np.stack([rng.permutation(training.X.shape[1]) for rng in rngs])

    def after_epoch(epoch: int, _: MLP) -> None:
        if epoch in checks:
            watched = [evaluate(net, held_out)[0]] if setting.held_out else []
            step = np.full(len(seeds), epoch * per_epoch)
            rows = [step, *evaluate(net, seen), *evaluate(net, test), *watched]
            measured.append(np.stack(rows))

    fit(
        _training_form(net, setting, seeds), training.X, training.Y, LOSS,
        _optimiser(setting), epochs, setting.batch, order, after_epoch=after_epoch,
    )  # fmt: skip
    names = ("step", "loss", "error", "test loss", "test error", "held-out loss")
    curves = dict(zip(names, np.stack(measured, axis=-1).astype(np.float32), strict=False))
    return net, {"held-out loss": np.zeros((len(seeds), 0), np.float32)} | curves


def checked_epochs(epochs: int) -> list[int]:
    """0, and epochs up to the last, close together at first."""
    return sorted({0, *np.geomspace(1, epochs, CHECKS).round().astype(int).tolist()})


def evaluate(net: MLP, examples: Examples) -> Array:
    """(2, S) mean loss and error rate of each network on its own examples."""
    total = np.zeros((2, len(net.biases[0])))
    count = examples.Y.shape[1]
    for start in range(0, count, CHUNK):
        part = slice(start, start + CHUNK)
        logits, wanted = forward(net, examples.X[:, part])[1][-1], examples.Y[:, part]
        wrong = logits.argmax(axis=-1) != wanted.argmax(axis=-1)
        total += np.stack([LOSS(logits, wanted).sum(axis=-1), wrong.sum(axis=-1)])
    return total / count


def as_inputs(images: Array) -> Array:
    """uint8 images -> float32 from 0 to 1."""
    return images.astype(np.float32) / np.float32(255)


def _as_written(setting: Setting, training: Examples) -> Examples:
    """The first MEASURED training examples; of shifted ones the version that is not shifted."""
    versions = len(SHIFTS) if setting.shifted else 1
    rows = slice(versions // 2, versions * MEASURED, versions)
    return Examples(training.X[:, rows], training.Y[:, rows])


def _training_form(net: MLP, setting: Setting, seeds: Sequence[int]) -> MLP:
    """The same parameters, with dropout where the setting asks for it."""
    if not setting.dropout:
        return net
    # A stream of its own, far from the batch order's, so that dropout changes no order.
    rngs = [np.random.Generator(stream(s, "order").bit_generator.jumped()) for s in seeds]
    hidden = [Dropout(f, setting.dropout, rngs) for f in net.activations[:-1]]
    return MLP(net.weights, net.biases, (*hidden, net.activations[-1]))


def _optimiser(setting: Setting) -> Decay | Adam:
    adam = Adam(setting.rate)
    if not (setting.l2 or setting.decoupled):
        return adam
    layers = len(setting.hidden) + 1
    return Decay(adam, layers, setting.l2, setting.rate * setting.decoupled)


def shift(image: Array, down: int, right: int) -> Array:
    """A copy of an (h, w) image, moved within its frame; what comes in is black."""
    height, width = image.shape
    moved = np.zeros_like(image)
    moved[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = image[
        max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return moved


def shifted_versions(originals: Sequence[Array]) -> Array:
    """n images (h, w) uint8 -> (9 n, 25) uint8: each moved by up to a pixel, then made small."""
    moved = [shift(image, *by) for image in originals for by in SHIFTS]
    return resize_each(moved, 5, 5).reshape(-1, PIXELS)


def _one_hot(labels: Array, classes: int) -> Array:
    return np.eye(classes, dtype=np.float32)[labels]
