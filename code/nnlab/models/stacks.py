"""Stacks of matrices, one a network, and how to multiply them quickly.

Thousands of tiny networks: lay the stack axis innermost in memory, and one NumPy call walks over
all networks at full speed. Networks with real layers: keep each matrix whole, and let BLAS
multiply them one by one. The logical shape is (S, rows, columns) either way.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray
TINY = 64  # entries of a matrix up to which a loop over the stack beats BLAS


def arrange(stack: Array, entries: int) -> Array:
    """A copy of an (S, ...) stack in the layout that suits matrices of that many entries."""
    if entries > TINY:
        return np.ascontiguousarray(stack)
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(stack, 0, -1)), -1, 0)


def product(left: Array, right: Array) -> Array:
    """(S, a, b) times (S, b, c), or with one of the two shared, (1, ...), gives (S, a, c)."""
    stack = left if len(left) > 1 else right
    if stack.strides[0] == stack.itemsize:
        return np.einsum("sab,sbc->sac", left, right)
    return np.matmul(left, right)


def transposed(stack: Array) -> Array:
    """(S, a, b) -> (S, b, a), a view."""
    return stack.swapaxes(1, 2)
