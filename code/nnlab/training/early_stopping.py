"""When early stopping stops, and which epoch it keeps, as Keras 3 does it."""

from __future__ import annotations

import numpy as np


# book: stop
def early_stopping(losses: np.ndarray, patience: int) -> tuple[int, int]:
    """(best, last) epochs, counted from 1, of a training that watches ``losses``.

    losses:   (E,) validation losses after each epoch.
    patience: so many epochs in a row without a new lowest loss end the training.

    ``last`` is ``best + patience``, or E where that is not reached. Keras with
    ``restore_best_weights=True`` ends with the weights of ``best`` in both cases.
    Raises ValueError for no losses, or a patience below 1.
    """
    if len(losses) == 0 or patience < 1:
        raise ValueError(
            f"{len(losses)} losses and a patience of {patience}: one at least.",
        )
    best, lowest = 0, np.inf
    for epoch, loss in enumerate(losses, 1):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best >= patience:
            return best, epoch
    return best, len(losses)


# book: end
