"""Exact arithmetic for a calculation done by hand, and its check."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from IPython.display import Markdown

Array = np.ndarray


def exact(rows: str) -> Array:
    """An array of fractions: "1 1/2" has shape (2,), and "1 0; -1/2 3" has shape (2, 2).

    Sums and products of such arrays, ``@`` included, are exact.
    Raises ValueError for an entry that is no fraction, or rows of different lengths.
    """
    table = [[Fraction(entry) for entry in row.split()] for row in rows.split(";")]
    if len({len(row) for row in table}) != 1:
        raise ValueError(f"rows of different lengths: {rows!r}.")
    array = np.array(table, dtype=object)
    return array if ";" in rows else array[0]


def check(name: str, computed: Array, by_hand: str) -> Markdown:
    """Say that a result worked out by hand is what the computer finds, or raise.

    computed: any array of fractions, integers, or floats that are to be equal to the last bit.
    by_hand:  the same numbers, as for ``exact``; all in one row where ``computed`` is a column.

    Raises ArithmeticError, with both, if a single entry differs or the shapes do.
    """
    ours = exact(by_hand)
    if ours.size == np.size(computed) == np.max(np.shape(computed), initial=1):
        ours = ours.reshape(np.shape(computed))
    if ours.shape != np.shape(computed) or not (ours == computed).all():
        raise ArithmeticError(
            f"{name}: by hand {written(ours)}, but computed {written(computed)}."
        )
    return Markdown(f"✓ ${name} = {written(ours)}$")


def written(array: Array) -> str:
    """The array as TeX: a number, a row in brackets, or a matrix."""
    rows = np.atleast_2d(np.asarray(array, dtype=object))
    if rows.size == 1:
        return tex(rows[0, 0])
    body = r" \\[4pt] ".join(" & ".join(tex(entry) for entry in row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def tex(number: Fraction | float) -> str:
    r"""A number as TeX; a fraction as ``\tfrac``."""
    number = Fraction(number)
    if number.denominator == 1:
        return str(number.numerator)
    sign = "-" if number < 0 else ""
    return rf"{sign}\tfrac{{{abs(number.numerator)}}}{{{number.denominator}}}"
