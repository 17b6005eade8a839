"""What every data set looks like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Part:
    """Examples and their labels, in the same order. Each set documents shapes and dtypes."""

    x: np.ndarray
    y: np.ndarray

    def take(self, rows: slice | np.ndarray) -> Part:
        """Some of the examples: ``part.take(slice(1000))`` is the first thousand."""
        return Part(self.x[rows], self.y[rows])


@dataclass(frozen=True, eq=False, kw_only=True)
class Dataset:
    """A data set and where it came from.

    identity: what decides its content: the sha256 of the source, or "stand-in: " and why.
    source:   "NNLAB_DATA", "cache", "download", "stand-in", or "drawn" for synthetic sets.
    note:     one sentence that a page must show; empty unless this is a stand-in.
    refused:  one sentence for each damaged or foreign file that was passed over on the way.
    """

    train: Part
    test: Part
    identity: str
    source: str
    note: str = ""
    refused: tuple[str, ...] = ()

    @property
    def is_stand_in(self) -> bool:
        """Whether comparisons with the reports must be left out."""
        return self.source == "stand-in"
