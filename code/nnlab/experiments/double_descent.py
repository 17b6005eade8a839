"""Double descent (hw2-q2c): least squares on random ReLU features of Hoda's digits.

The number of features passes the number of training images. Each run draws two training sets,
each with features of its own, so that bias and variance can be told apart within a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.experiments.base import History
from nnlab.models.least_squares import ridge_predictions
from nnlab.seeds import stream

Array = np.ndarray

PIXELS, CLASSES = 25, 10
Part = tuple[Array, Array]  # images (n, 25) uint8, labels (n,) uint8


@dataclass(frozen=True)
class Setting:
    """One configuration.

    examples: training images of each of the two sets.
    noise:    probability that a training label is replaced by one drawn uniformly from all.
    features: numbers of random features, ascending.
    ridges:   penalties; 0 is the shortest of the least-squares solutions.
    """

    examples: int = 200
    noise: float = 0.0
    features: tuple[int, ...] = (25, 50, 100, 200, 400, 800)
    ridges: tuple[float, ...] = (0.0, 1.0)


# book: run
def run_one(setting: Setting, seed: int, pool: Part, test: Part) -> History:
    """One run: arrays (R, P) for R ridges and P numbers of features, float32:

    train error, test error: shares of wrong answers; the means over the two sets.
    test square: squared error of the ten outputs against the one-hot label, summed.
    bias, variance: the two parts of it (see the chapter); each is right on average.
    norm: of the weights.
    """
    data, draws = stream(seed, "data"), stream(seed, "weights")
    rows = data.permutation(len(pool[0]))[: 2 * setting.examples].reshape(2, -1)
    inputs = [_standard(pool[0][part]) for part in rows]
    labels = [_noisy(pool[1][part], setting.noise, data) for part in rows]
    widest = setting.features[-1]
    layers = [draws.normal(size=(PIXELS + 1, widest)) for _ in range(2)]
    x, y = _standard(test[0]), test[1]
    measured = []
    for count in setting.features:
        fits = [
            ridge_predictions(
                relu_features(inputs[i], layers[i][:, :count]), np.eye(CLASSES)[labels[i]],
                setting.ridges, relu_features(inputs[i], layers[i][:, :count]),
                relu_features(x, layers[i][:, :count]),
            )
            for i in range(2)
        ]  # fmt: skip
        measured.append(_measures([fit[1] for fit in fits], [f[0] for f in fits], labels, y))
    names = ("train error", "test error", "test square", "bias", "variance", "norm")
    return dict(zip(names, np.stack(measured, axis=-1).astype(np.float32), strict=True))


def relu_features(x: Array, layer: Array) -> Array:
    """(m, 25) inputs and (26, p) weights and biases -> (m, p), scaled by 1/√25."""
    return np.maximum(x @ layer[:-1] + layer[-1], 0) / np.sqrt(PIXELS)


# book: end
def run(setting: Setting, seeds: Sequence[int], pool: Part, test: Part) -> History:
    """``run_one`` for each seed, stacked."""
    runs = [run_one(setting, seed, pool, test) for seed in seeds]
    return {name: np.stack([one[name] for one in runs]) for name in runs[0]}


def _measures(predictions: list, norms: list, labels: list, y: Array) -> Array:
    """(6, R) measures of two fits: predictions (training, test), each (R, m, 10)."""
    (train_a, a), (train_b, b) = predictions
    target = np.eye(CLASSES)[y]
    train = [
        (p.argmax(-1) != given).mean(-1)
        for p, given in zip((train_a, train_b), labels, strict=True)
    ]
    wrong = [(p.argmax(-1) != y).mean(-1) for p in (a, b)]
    square = [((p - target) ** 2).sum(-1).mean(-1) for p in (a, b)]
    # a and b are independent and alike: E[(a - y)(b - y)] = bias², E[(a - b)²] = 2 variance.
    bias = ((a - target) * (b - target)).sum(-1).mean(-1)
    variance = ((a - b) ** 2).sum(-1).mean(-1) / 2
    return np.stack([*(np.mean(pair, axis=0) for pair in (train, wrong, square)), bias, variance,
                     np.mean(norms, axis=0)])  # fmt: skip


def _standard(images: Array) -> Array:
    """Grey values from about -2 to 2."""
    return (images / 255.0 - 0.5) * 4


def _noisy(labels: Array, noise: float, rng: np.random.Generator) -> Array:
    drawn = rng.integers(CLASSES, size=len(labels))
    return np.where(rng.random(len(labels)) < noise, drawn, labels.astype(np.int64))
