"""One seed, several independent streams of random numbers.

Run s draws its data, its weights and its batch order each from a stream of its own, so it is
the same run alone, in any batch, on any worker and in any order.
"""

from __future__ import annotations

import numpy as np

from nnlab.naming import lookup

_STREAMS = {"data": 0, "weights": 1, "order": 2}


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The generator of ``seed`` for "data", "weights" or "order".

    Raises UnknownNameError for another purpose and ValueError for a negative seed.
    """
    if seed < 0:
        raise ValueError(f"a seed is a whole number from 0 up, not {seed}.")
    key = lookup("random stream", purpose, _STREAMS)
    return np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=(key,)))
