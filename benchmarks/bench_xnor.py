"""5,000 XNOR networks for 500 epochs: as one batch, against the report's loop over samples.

Goals: the batch in under 2.5 s, and at least 300 times the loop per network, initialisation
included on both sides. Both are timed in turn, several times, and compared within each turn.
"""

from __future__ import annotations

import statistics
import sys

import numpy as np

from benchmarks.turns import seconds, times
from nnlab.experiments.xnor import LABELS, POINTS, Setting, run

NETWORKS = 5000
TURNS = 5


def loop(seed: int, epochs: int = 500, rate: float = 0.1) -> None:
    """One network as the report trains it: one sample, two forward passes a step."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.random((2, 3)), rng.random((3, 1))
    b1, b2 = rng.random((1, 3)), rng.random((1, 1))
    samples = [(x[None], y) for x, y in zip(POINTS, LABELS, strict=True)]

    def forward(x):
        z1 = np.dot(x, W1) + b1
        a1 = np.maximum(z1, 0)
        return z1, a1, 1 / (1 + np.exp(-(np.dot(a1, W2) + b2)))

    for _ in range(epochs):
        for x, y in samples:
            forward(x)
            z1, a1, p = forward(x)
            d2 = p - y
            d1 = np.dot(W2, d2) * (z1 > 0).T
            b1, W1 = b1 - rate * d1.T, W1 - rate * np.dot(d1, x).T
            b2, W2 = b2 - rate * d2, W2 - rate * np.dot(a1.T, d2)


def main() -> int:
    run(Setting(checkpoints=(0, 1)), range(10))
    turns = []
    for turn in range(TURNS):
        single = min(seconds(loop, turn), seconds(loop, turn))
        turns.append((seconds(run, Setting(), range(NETWORKS)), single))
    batch = statistics.median(b for b, _ in turns)
    text, reached = times([single / (b / NETWORKS) for b, single in turns], 300)
    print(f"xnor batch of {NETWORKS}: {batch:.2f} s (goal 2.5 s)")
    print(f"xnor batch against loop, per network: {text}")
    return 0 if batch < 2.5 and reached else 1


if __name__ == "__main__":
    sys.exit(main())
