"""The playground's grid: 4 sets × 4 activations × 3 widths × 50 seeds, for 500 epochs.

Goals: under 15 s on 2 cores, and at least 100 times one network at a time, written as a plain
NumPy loop. The four sets share a stack, the stacks share the cores. Both sides are timed in
turn, several times, and compared within each turn.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed

from benchmarks.turns import seconds, times
from nnlab.datasets.playground import NAMES, draw
from nnlab.experiments.playground import ACTIVATIONS, Setting, features, train_together
from nnlab.experiments.playground import draw as draw_networks

WIDTHS, SEEDS, EPOCHS = (3, 5, 8), 50, 500
NETWORKS = len(NAMES) * len(ACTIVATIONS) * len(WIDTHS) * SEEDS
CELLS = [(activation, width) for width in WIDTHS[::-1] for activation in ACTIVATIONS]
SAMPLE = 50  # epochs of the loop, which takes the same time for each
TURNS = 5

FORMS = {
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "linear": (lambda z: z, lambda a: 1.0),  # noqa: ARG005
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),
}


def loop(
    activation: str, width: int, seed: int, epochs: int, precision: str = "float32"
) -> list[np.ndarray]:
    """One network on the circle, batch by batch, in plain matrices. Returns what it has learnt.

    That is W (2, width), V (width, 1), b (width,), c (1,); the tests hold them against the stack.
    """
    setting = Setting("circle", activation, (width,), precision=precision)
    net = draw_networks(setting, [seed])
    W, V, b, c = (np.ascontiguousarray(p[0]) for p in net.parameters)
    data, (f, slope) = draw("circle", seed).train, FORMS[activation]
    X, Y = features(setting, data.x), data.y[:, None].astype(W.dtype)
    for _ in range(epochs):
        for start in range(0, 250, 10):
            x, t = X[start : start + 10], Y[start : start + 10]
            a = f(x @ W + b)
            o = np.tanh(a @ V + c)
            dz = (o - t) * (1 - o * o) * (0.03 / 10)
            da = (dz @ V.T) * slope(a)
            V -= a.T @ dz
            c -= dz.sum(axis=0)
            W -= x.T @ da
            b -= da.sum(axis=0)
    return [W, V, b, c]


def stack(activation: str, width: int, seeds: int = SEEDS, epochs: int = EPOCHS) -> None:
    """All seeds on all four sets."""
    setting = Setting(activation=activation, hidden=(width,), checkpoints=(0, epochs))
    train_together([replace(setting, data=name) for name in NAMES], range(seeds))


def main() -> int:
    with Parallel(
        n_jobs=2, batch_size=1
    ) as parallel:  # one stack at a time: both cores to the end

        def grid() -> None:
            parallel(delayed(stack)(*cell) for cell in CELLS)

        parallel(delayed(stack)("relu", 3, 10, 1) for _ in range(4))  # starts the workers
        turns = []
        for turn in range(TURNS):
            single = sum(seconds(loop, *cell, turn, SAMPLE) for cell in CELLS) / len(CELLS)
            turns.append((seconds(grid), single * EPOCHS / SAMPLE))
    batch = statistics.median(b for b, _ in turns)
    text, reached = times([single / (b / NETWORKS) for b, single in turns], 100)
    print(f"playground grid of {NETWORKS}: {batch:.1f} s (goal 15 s)")
    print(f"playground grid against loop, per network: {text}")
    return 0 if batch < 15 and reached else 1


if __name__ == "__main__":
    sys.exit(main())
