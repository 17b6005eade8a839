"""MNIST (hw2-q6): a ReLU network learns handwritten digits by Adam, and by variations of it.

Trained by hand-written passes through ``FlatMLP`` on one thread. A test gives PyTorch's own
modules, automatic differentiation and optimiser the same initial weights and orders, and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from nnlab.experiments.base import History
from nnlab.models.flat_mlp import FlatMLP
from nnlab.naming import lookup
from nnlab.seeds import stream

Array = np.ndarray
Tensor = Any  # torch.Tensor, without loading torch

SIDE, CLASSES = 28, 10
PIXELS = SIDE * SIDE
CHUNK = 2000  # images at a time where nothing is learnt
# After an epoch, one training image in so many says how well they are known. The number is odd:
# images at even places of MNIST are harder than those at odd places.
PROBED = 5
LATER = 5  # the epoch, from 0, at which "drop" and "raise" change the learning rate

# Schedule -> factor of the learning rate in epoch e of E, both as the report counts: from 0.
SCHEDULES: dict[str, Callable[[int, int], float]] = {
    "constant": lambda e, E: 1.0,  # noqa: ARG005
    "drop": lambda e, E: 0.1 if e >= LATER else 1.0,  # noqa: ARG005
    "raise": lambda e, E: 10.0 if e >= LATER else 1.0,  # noqa: ARG005
    "linear": lambda e, E: 1 - e / E,
}


@dataclass(frozen=True)
class Setting:
    """One configuration; the defaults are the report's first.

    hidden:   units of the hidden layers.
    rate:     learning rate of Adam.
    schedule: how the rate changes from epoch to epoch, a key of SCHEDULES.
    epochs, batch: as in the report.
    decay:    decoupled weight decay (AdamW), of weights and biases.
    dropout:  share of hidden outputs dropped in training.
    shift:    pixels by which each training image is moved at most, either way, anew every time.
    held_out: how many training images, the last ones, are kept from training to validate on.
    average:  whether an epoch is judged by the mean of its weights over all its steps, instead
              of the last weights. Training goes on from the last ones either way.
    """

    hidden: tuple[int, ...] = (256, 128)
    rate: float = 1e-2
    schedule: str = "constant"
    epochs: int = 10
    batch: int = 64
    decay: float = 0.0
    dropout: float = 0.0
    shift: int = 0
    held_out: int = 0
    average: bool = False


@dataclass(frozen=True)
class Digits:
    """Inputs (n, 784) float32, normalised, and labels (n,) int64, as tensors.

    background: what a black pixel is after normalisation.
    """

    train: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    background: float


def normalised(images: Array, mean: float, deviation: float) -> Tensor:
    """(n, 28, 28) uint8 -> (n, 784) float32, as ToTensor and Normalize make them."""
    import torch

    x = torch.from_numpy(images.reshape(len(images), PIXELS)).to(torch.float32)
    return x.div_(255).sub_(mean).div_(deviation)


def draw(setting: Setting, seed: int) -> list[tuple[Array, Array]]:
    """(W, b) of each layer as PyTorch's ``nn.Linear`` starts: all U(-1/√n_in, 1/√n_in), float32.

    Drawn from the seed's "weights" stream. W has the shape (n_in, n_out).
    """
    rng, layers = stream(seed, "weights"), []
    for n_in, n_out in pairwise((PIXELS, *setting.hidden, CLASSES)):
        bound = n_in**-0.5
        W, b = rng.uniform(-bound, bound, (n_in, n_out)), rng.uniform(-bound, bound, n_out)
        layers.append((W.astype(np.float32), b.astype(np.float32)))
    return layers


def train(
    setting: Setting,
    seeds: Sequence[int],
    digits: Digits,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> tuple[list[FlatMLP], History]:
    """Train one network a seed, one after the other; the history has, for E epochs, float32:

    loss, accuracy: (S, E) running means over the epoch's batches, as the report takes them.
    image loss, image accuracy: the same, but over its images: a smaller last batch weighs less.
    training loss, training accuracy: after the epoch, over every fifth training image.
    test loss, test accuracy: after the epoch, over the test images.
    batch test loss, batch test accuracy: as the report takes them, over shuffled batches.
    held-out loss: over the images held out, after the epoch; only if there are any.
    predicted: (S, n) uint8, the digit that the last epoch's network sees in each test image.
    wrong: (S, n) bool, where that is not the label.
    confusion: (S, 10, 10) int32, how many test images of a digit (row) it took for which.
    dead: (S, L) the share of each hidden layer's units that are 0 for all test images, at the end.

    progress: called with (position of the seed, epochs done).
    Raises UnknownNameError for an unknown schedule.
    """
    nets, histories = [], []
    with one_thread():
        for position, seed in enumerate(seeds):
            net, history = _train_one(setting, seed, digits, lambda e, p=position: progress(p, e))
            nets.append(net)
            histories.append(history)
    return nets, {name: np.stack([h[name] for h in histories]) for name in histories[0]}


def _train_one(
    setting: Setting, seed: int, digits: Digits, progress: Callable[[int], None]
) -> tuple[FlatMLP, History]:
    import torch

    net, order = FlatMLP(draw(setting, seed)), stream(seed, "order")
    kept = len(digits.train[0]) - setting.held_out
    (x, y), held_out = _split(digits.train, kept)
    chance = torch.Generator().manual_seed(int(stream(seed, "data").integers(2**62)))
    factor = lookup("schedule", setting.schedule, SCHEDULES)
    adam = _optimiser(setting, net.vector)
    judged = FlatMLP(draw(setting, seed)) if setting.average else net
    rows = []
    for epoch in range(setting.epochs):
        adam.param_groups[0]["lr"] = setting.rate * factor(epoch, setting.epochs)
        permutation = torch.from_numpy(order.permutation(len(x)))
        out = _epoch(setting, net, adam, (x, y), permutation, chance, digits.background, judged)
        shuffled = torch.from_numpy(order.permutation(len(digits.test[0])))
        row = _running(out, y[permutation], setting.batch)
        row |= _after(judged, (x, y), digits.test, shuffled, setting.batch)
        if setting.held_out:
            row["held-out loss"] = losses(logits(judged, held_out[0]), held_out[1]).mean()
        rows.append({name: float(value) for name, value in row.items()})
        progress(epoch + 1)
    history = {name: np.array([row[name] for row in rows], np.float32) for name in rows[0]}
    return judged, history | _answers(judged, digits.test)


def _split(part: tuple[Tensor, Tensor], kept: int) -> tuple[tuple, tuple]:
    x, y = part
    return (x[:kept], y[:kept]), (x[kept:], y[kept:])


def _optimiser(setting: Setting, vector: Tensor) -> Any:
    """One fused kernel for all parameters; with no decay AdamW is Adam."""
    import torch

    return torch.optim.AdamW([vector], lr=setting.rate, weight_decay=setting.decay, fused=True)


# book: epoch
def _epoch(setting, net, adam, examples, order, chance, background, judged) -> Tensor:
    """One pass through the examples; the logits (n, 10) that each had before its step."""
    import torch

    (x, y), out = examples, []
    one_hot = torch.eye(CLASSES)
    for step, rows in enumerate(order.split(setting.batch)):
        inputs = x.index_select(0, rows)
        if setting.shift:
            inputs = shifted(inputs, setting.shift, background, chance)
        A = net.forward(inputs, setting.dropout, chance)
        d = torch.softmax(A[-1], 1).sub_(one_hot[y[rows]]).div_(len(rows))
        net.backward(A, d, setting.dropout)
        adam.step()
        if judged is not net:
            judged.vector.lerp_(net.vector, 1 / (step + 1))
        out.append(A[-1])
    return torch.cat(out)


# book: end
def shifted(inputs: Tensor, most: int, background: float, generator: Any) -> Tensor:
    """(B, 784) images, each moved by up to ``most`` pixels down or up and right or left."""
    import torch

    padded = torch.nn.functional.pad(
        inputs.view(-1, SIDE, SIDE), (most, most, most, most), value=background
    )
    windows = padded.unfold(1, SIDE, 1).unfold(2, SIDE, 1)
    down, right = torch.randint(2 * most + 1, (2, len(inputs)), generator=generator)
    return windows[torch.arange(len(inputs)), down, right].reshape(-1, PIXELS)


def logits(net: FlatMLP, inputs: Tensor) -> Tensor:
    """(n, 784) inputs -> (n, 10) logits, CHUNK images at a time, nothing dropped."""
    import torch

    return torch.cat([net.forward(part)[-1] for part in inputs.split(CHUNK)])


def losses(logits: Tensor, labels: Tensor) -> Tensor:
    """(n, 10) logits and (n,) labels -> (n,) cross-entropies in nats."""
    import torch

    return torch.nn.functional.cross_entropy(logits, labels, reduction="none")


def over_batches(values: Tensor, batch: int) -> Tensor:
    """The mean of the batches' means: the images of a smaller last batch weigh more."""
    import torch

    return torch.stack([part.mean() for part in values.split(batch)]).mean()


def _running(logits: Tensor, labels: Tensor, batch: int) -> dict[str, Tensor]:
    loss, right = losses(logits, labels), (logits.argmax(1) == labels).float()
    return {
        "loss": over_batches(loss, batch),
        "accuracy": over_batches(right, batch),
        "image loss": loss.mean(),
        "image accuracy": right.mean(),
    }


def _after(net: FlatMLP, train: tuple, test: tuple, shuffled: Tensor, batch: int) -> dict:
    row = {}
    probed = train[0][::PROBED], train[1][::PROBED]
    for name, (x, y) in (("training", probed), ("test", test)):
        out = logits(net, x)
        loss, right = losses(out, y), (out.argmax(1) == y).float()
        row |= {f"{name} loss": loss.mean(), f"{name} accuracy": right.mean()}
    row["batch test loss"] = over_batches(loss[shuffled], batch)
    row["batch test accuracy"] = over_batches(right[shuffled], batch)
    return row


def _answers(net: FlatMLP, test: tuple) -> History:
    inputs, labels = test[0], test[1].numpy()
    predicted = logits(net, inputs).argmax(1).numpy()
    confusion = np.zeros((CLASSES, CLASSES), np.int32)
    np.add.at(confusion, (labels, predicted), 1)
    return {
        "predicted": predicted.astype(np.uint8),
        "wrong": predicted != labels,
        "confusion": confusion,
        "dead": _dead(net, inputs),
    }


def _dead(net: FlatMLP, inputs: Tensor) -> Array:
    import torch

    parts = [net.forward(part)[1:-1] for part in inputs.split(CHUNK)]
    on = [
        torch.stack([(a > 0).any(0) for a in layer]).any(0) for layer in zip(*parts, strict=True)
    ]
    return np.array([1 - layer.float().mean() for layer in on], np.float32)


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread, so that a run is the same whatever else the machine does; no denormal numbers,
    which Adam's decaying means are full of and which are slow; nothing for autograd."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    try:
        with torch.no_grad():
            yield
    finally:
        torch.set_num_threads(threads)
        torch.set_flush_denormal(False)
