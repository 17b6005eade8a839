"""Made-up data that several tests learn from."""

from __future__ import annotations

import numpy as np

from nnlab.experiments.mnist import Digits, normalised


def digits(rng: np.random.Generator, train: int, test: int, noise: float) -> Digits:
    """Learnable images of 28 by 28: ten fixed patterns, with noise of that many grey values."""
    import torch

    patterns = rng.integers(0, 256, (10, 28, 28))

    def part(n):
        y = rng.integers(0, 10, n)
        x = np.clip(patterns[y] + rng.normal(0, noise, (n, 28, 28)), 0, 255).astype(np.uint8)
        return normalised(x, 0.5, 0.3), torch.from_numpy(y)

    return Digits(part(train), part(test), -0.5 / 0.3)
