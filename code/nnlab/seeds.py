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

    Raises UnknownNameError for another purpose and ValueError for a seed outside 64 bits.
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"a seed is a whole number from 0 to 2**64 - 1, not {seed}.")
    key = np.array([int(seed), lookup("random stream", purpose, _STREAMS)], np.uint64)
    # Philox is counter-based (Salmon et al., 2011): each key is a stream of its own.
    return np.random.Generator(np.random.Philox(key=key))
