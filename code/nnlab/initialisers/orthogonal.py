"""Orthogonal weights (Saxe, McClelland and Ganguli, 2014)."""

from __future__ import annotations

from math import prod

import numpy as np

from nnlab.initialisers.base import Initialiser, fans


def orthogonal(gain: float = 1.0) -> Initialiser:
    """gain × a matrix with orthonormal rows or columns, uniform over such matrices.

    The axes before the last are flattened into rows.
    """

    def draw(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        fans(shape)  # refuses a bias
        rows, columns = prod(shape[:-1]), shape[-1]
        tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q *= np.where(np.diag(r) < 0, -1.0, 1.0)  # makes the distribution uniform (Haar)
        return gain * (q if rows >= columns else q.T).reshape(shape)

    return Initialiser(
        name="orthogonal",
        label="orthogonal",
        formula=r"W^\top W = g^2 I",
        draw=draw,
    )
