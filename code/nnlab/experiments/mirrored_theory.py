"""What an affine score function, Wx + b, can do on images and their negatives."""

from __future__ import annotations

import numpy as np

from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY

Array = np.ndarray
CLASSES = 10


def frequencies(labels: Array) -> Array:
    """(n,) labels -> (10,) the share of each class."""
    return np.bincount(labels, minlength=CLASSES) / len(labels)


# book: bounds
def least_loss(labels: Array) -> float:
    """The entropy of the labels, in nats: no affine scores have a lower mean cross-entropy over
    the images and their negatives, 1 - x."""
    shares = frequencies(labels)
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())


def most_accuracy(labels: Array) -> float:
    """No affine scores, ties aside, are right more often on the images and their negatives."""
    return float((1 + frequencies(labels).max()) / 2)


# book: end
# book: fit
def least_squares(images: Array, labels: Array) -> tuple[Array, Array]:
    """W (p, 10), b (10,): ridge regression of the centred one-hot labels on x - 1/2.

    The plane goes through the middle of the grey scale, so a negative gets the opposite
    scores.

    images: (n, p) from 0 to 1. Scores are xW + b.
    """
    centred = images.astype(np.float64) - 0.5
    targets = np.eye(CLASSES)[labels] - 1 / CLASSES
    gram = centred.T @ centred + 1e-2 * len(images) * np.eye(images.shape[1])
    W = np.linalg.solve(gram, centred.T @ targets)
    return W, -0.5 * W.sum(axis=0)


# book: end
def judged(scores: Array, labels: Array) -> tuple[float, float]:
    """(n, 10) scores -> mean cross-entropy in nats, and accuracy."""
    loss = SOFTMAX_CROSS_ENTROPY(scores, np.eye(CLASSES)[labels]).mean()
    return float(loss), float((scores.argmax(axis=1) == labels).mean())


def by_scale(W: Array, b: Array, images: Array, labels: Array, scales: Array) -> Array:
    """(len(scales), 2, 2): loss and accuracy, on the images and on their negatives, of the scores
    multiplied by each scale."""
    scores = images @ W + b, (1 - images) @ W + b
    return np.array([[judged(c * s, labels) for s in scores] for c in scales]).transpose(0, 2, 1)


def blind_bias(kernel: Array) -> Array:
    """(height, width, filters) kernels -> (filters,): the bias -Σw/2 with which |z| is the same
    for a patch and for its negative, 1 - x."""
    return -kernel.sum(axis=(0, 1)) / 2
