"""Least squares with a penalty on the weights' size, down to no penalty at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Array = np.ndarray


# book: ridge
def ridge_predictions(
    design: Array, targets: Array, ridges: Sequence[float], *others: Array
) -> tuple[Array, list[Array], Array]:
    """Fit targets (n, K) by design (n, p) with the penalty ridge × ‖w‖², for each ridge.

    A ridge of 0 means the limit from above: of all weights with the least squared error,
    the shortest. others: further designs (m, p) to predict on.
    Returns weights' norms (R,), a (R, m, K) array of predictions for each of others, and
    the singular values of the design.
    """
    U, s, Vt = np.linalg.svd(design, full_matrices=False)
    real = s > s[0] * max(design.shape) * np.finfo(s.dtype).eps
    U, s, Vt = U[:, real], s[real], Vt[real]
    along = U.T @ targets
    scaled = np.stack([(s / (s**2 + ridge))[:, None] * along for ridge in ridges])
    norms = np.sqrt((scaled**2).sum(axis=(1, 2)))
    return norms, [(other @ Vt.T) @ scaled for other in others], s


# book: end
