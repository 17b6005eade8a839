"""The first steps of a training, layer by layer: who gets a gradient, and when (hw2-q2b)?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.experiments.starts import CLASSES, LOSS, PIXELS, Setting, draw
from nnlab.models.mlp import MLP
from nnlab.training.loop import step
from nnlab.training.sgd import SGD
from nnlab.training.watched import Watched

Array = np.ndarray


def made_up_examples(seed: int = 0) -> tuple[Array, Array]:
    """(40, 25) inputs from 0 to 1 that tell something of their (40, 10) one-hot targets.

    Each class occurs, and not all equally often.
    """
    rng = np.random.default_rng(seed)
    y = np.concatenate([np.arange(CLASSES).repeat(3), rng.integers(CLASSES, size=CLASSES)])
    typical = rng.uniform(size=(CLASSES, PIXELS))
    return (typical[y] + rng.uniform(size=(len(y), PIXELS))) / 2, np.eye(CLASSES)[y]


# book: first steps
def first_gradients(
    setting: Setting, seeds: Sequence[int], X: Array, Y: Array, steps: int
) -> tuple[Array, Array, MLP]:
    """Norms of the gradients of the weights and of the biases, (S, steps, L) each; the networks.

    Each step is plain gradient descent on all examples X, (B, 25), with targets Y, (B, 10).
    """
    net = draw(setting, seeds)
    optimiser = Watched(SGD(setting.rate), steps)
    for _ in range(steps):
        step(net, X[None], np.broadcast_to(Y, (len(seeds), *Y.shape)), LOSS, optimiser)
    return *optimiser.norms(len(seeds), len(net.weights)), net


# book: end
