"""The expected loss of a network that knows nothing: its logit is normal around 0."""

from __future__ import annotations

import numpy as np

from nnlab.losses.base import Loss

_NODES = np.linspace(-12, 12, 4801)  # the tail beyond weighs less than 1e-32
_WEIGHTS = np.exp(-(_NODES**2) / 2)
_WEIGHTS /= _WEIGHTS.sum()


# book: expected
def expected_loss(loss: Loss, s: float) -> float:
    """E[loss(z, y)] for z ~ N(0, s²) independent of y; the same for both labels.

    Raises ValueError for a negative s.
    """
    if not s >= 0:
        raise ValueError(f"a standard deviation is at least 0, not {s!r}.")
    return float(_WEIGHTS @ loss(s * _NODES, np.zeros_like(_NODES)))


# book: end
