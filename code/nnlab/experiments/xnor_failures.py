"""What an XNOR network that has not learnt gets stuck at.

A network that cannot tell some points apart gives them one output, and the best output for
them under cross-entropy is the mean of their labels. That leaves nine ways to be stuck.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from nnlab.experiments.xnor import LABELS, loss_of

Array = np.ndarray
NEAR = 0.15  # a run is at a tie if none of its four probabilities is further from it


def tied_prediction(points: tuple[int, ...]) -> Array:
    """The (4,) probabilities that are right everywhere but at the tied points."""
    prediction = LABELS.copy()
    prediction[list(points)] = LABELS[list(points)].mean()
    return prediction


# Ties that contain both labels and so cost something: two, three or all four points.
TIES = [
    tie
    for size in (2, 3, 4)
    for tie in combinations(range(4), size)
    if len(set(LABELS[list(tie)])) > 1
]


def tie_loss(size: int) -> float:
    """Mean cross-entropy, in nats, of a network stuck at a tie of ``size`` points."""
    tie = next(t for t in TIES if len(t) == size)
    return float(loss_of(tied_prediction(tie)))


def stuck_at(probability: Array) -> Array:
    """(S, 4) probabilities of runs that have not learnt -> (S,) size of the tie they are at.

    0 where no tie is within NEAR: such a run is still moving.
    """
    ideal = np.array([tied_prediction(tie) for tie in TIES])
    distance = np.abs(probability[:, None] - ideal).max(axis=-1)
    nearest = distance.argmin(axis=1)
    size = np.array([len(tie) for tie in TIES])[nearest]
    return np.where(distance.min(axis=1) <= NEAR, size, 0)
