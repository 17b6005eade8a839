"""Mirrored MNIST (hw6-q3): a small convolutional network, and the slope α of its activations.

Trained as Keras trains it: Glorot's uniform weights, zero biases, Adam in Keras's form, each
epoch in a new order. A test gives Keras's own model and ``fit`` the same start and the same order,
and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.mnist import PROBED, logits, one_thread
from nnlab.initialisers.variance_scaling import xavier
from nnlab.models.paired_cnn import CHANNELS, SHAPES, PairedCNN
from nnlab.seeds import stream
from nnlab.training.adam import Adam

Array = np.ndarray
Tensor = Any  # torch.Tensor, without loading torch

COMPARED = 1000  # test images whose layers are compared with those of their negatives


@dataclass(frozen=True)
class Setting:
    """One configuration; the defaults are the report's, with ReLU.

    slope:    α of both activations; with ``learnt`` where all of them start.
    learnt:   one α a channel, learnt (PReLU).
    mirrored: whether the negatives are trained on as well.
    epochs:   5 for mirrored data; 10 for plain data are as many steps of as many images.
    batch:    images a step.
    """

    slope: float = 0.0
    learnt: bool = False
    mirrored: bool = True
    epochs: int = 5
    batch: int = 128


@dataclass(frozen=True)
class Digits:
    """Column pairs (2n, 2, 28, 14) float32 and labels (2n,) int64, as tensors: n images, then
    their negatives in the same order."""

    train: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]


# book: draw
def draw(seed: int) -> list[Array]:
    """The untrained parameters, float32, as Keras keeps them: Glorot's uniform kernels and zero
    biases, from the seed's "weights" stream."""
    rng, glorot = stream(seed, "weights"), xavier("uniform")
    arrays = [glorot(rng, shape) if len(shape) > 1 else np.zeros(shape) for shape in SHAPES]
    return [array.astype(np.float32) for array in arrays]


# book: end
def network(setting: Setting, seed: int) -> PairedCNN:
    """The untrained network."""
    return PairedCNN(draw(seed), np.full((2, CHANNELS), setting.slope), setting.learnt)


def train(
    setting: Setting,
    seeds: Sequence[int],
    digits: Digits,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> tuple[list[PairedCNN], History]:
    """Train one network a seed, one after the other; float32, for E epochs:

    loss, accuracy:                   (S, E) running means over the epoch, as Keras prints them.
    epoch test loss, epoch test accuracy: (S, E) after each epoch, over every fifth of the test
                                      images, with their negatives if those are trained on.
    training loss, training accuracy: (S,) at the end, over every fifth training image.
    test loss, test accuracy:         (S, 2) at the end, on the test images and on their negatives.
    far:    (S, 3) see ``polarity``, of both convolutions and of the logits.
    slopes: (S, E, 2, 8), after each epoch.
    kernel, bias: (S, 7, 7, 8) and (S, 8), the first layer's.
    norms:  (S, 3) Euclidean norm of each layer's weights.

    progress: called with (position of the seed, epochs done).
    """
    nets, histories = [], []
    with one_thread():
        for position, seed in enumerate(seeds):
            net = network(setting, seed)
            history = _train_one(
                setting, net, stream(seed, "order"), digits, lambda e, p=position: progress(p, e)
            )
            nets.append(net)
            histories.append(history)
    names = histories[0]
    return nets, {n: np.stack([np.asarray(h[n], np.float32) for h in histories]) for n in names}


def _train_one(
    setting: Setting,
    net: PairedCNN,
    order: np.random.Generator,
    digits: Digits,
    progress: Callable[[int], None],
) -> dict:
    import torch

    share = 1 if setting.mirrored else 2
    x, y = (part[: len(part) // share] for part in digits.train)
    tested = tuple(part[: len(part) // share : PROBED] for part in digits.test)
    adam, rows, slopes = Adam(), [], []
    for epoch in range(setting.epochs):
        permutation = torch.from_numpy(order.permutation(len(x)))
        row = run_epoch(net, adam, x, y, permutation, setting.batch)
        rows.append([*row, *judge(net, *tested)])
        slopes.append(net.slopes())
        progress(epoch + 1)
    names = ("loss", "accuracy", "epoch test loss", "epoch test accuracy")
    curves = dict(zip(names, np.transpose(rows), strict=True))
    return curves | {"slopes": slopes} | _after(net, (x, y), digits.test)


# book: epoch
def run_epoch(net, adam, x, y, permutation, batch) -> tuple[float, float]:
    """One pass in the given order; the means of loss and accuracy, each before its step."""
    import torch
    from torch.nn.functional import cross_entropy

    vector, gradient = net.vector.detach().numpy(), net.vector.grad.numpy()
    total, right = 0.0, 0
    for rows in permutation.split(batch):
        gradient[:] = 0
        with torch.enable_grad():
            out, labels = net.forward(x.index_select(0, rows))[-1], y[rows]
            loss = cross_entropy(out, labels)
        loss.backward()
        adam.update([vector], [gradient])
        total += float(loss.detach()) * len(rows)
        right += int((out.argmax(1) == labels).sum())
    return total / len(permutation), right / len(permutation)


# book: end
def judge(net: PairedCNN, x: Tensor, y: Tensor) -> tuple[float, float]:
    """Mean loss in nats and accuracy; nothing is recorded for automatic differentiation."""
    import torch
    from torch.nn.functional import cross_entropy

    with torch.no_grad():
        out = logits(net, x)
    return float(cross_entropy(out, y)), float((out.argmax(1) == y).float().mean())


def _after(net: PairedCNN, train: tuple, test: tuple) -> dict:
    loss, accuracy = judge(net, *(part[::PROBED] for part in train))
    half = len(test[0]) // 2
    halves = [judge(net, *(p[s] for p in test)) for s in (slice(half), slice(half, None))]
    kernel, bias, *_ = arrays = net.arrays()
    return {
        "training loss": loss,
        "training accuracy": accuracy,
        "test loss": [h[0] for h in halves],
        "test accuracy": [h[1] for h in halves],
        "far": polarity(net, test[0][:half][:COMPARED], test[0][half:][:COMPARED]),
        "kernel": kernel[:, :, 0],
        "bias": bias,
        "norms": [np.linalg.norm(array) for array in arrays[::2]],
    }


# book: polarity
def polarity(net: PairedCNN, x: Tensor, negatives: Tensor) -> list[float]:
    """How far a layer's response to an image's negative is from that to the image itself, as a
    share of how far the response to another image is; for both convolutions and the logits.

    The root of Σ|h(x) - h(x̄)|² / Σ|h(x) - h(x')|², x' the next image. 0: the layer cannot tell
    an image from its negative. 1: the negative is as far away as another digit.
    """
    import torch

    with torch.no_grad():
        here, there = net.forward(x), net.forward(negatives)
    other = [h.roll(1, 0) for h in here]
    return [
        float((h - n).norm() / (h - o).norm()) for h, n, o in zip(here, there, other, strict=True)
    ]


# book: end
