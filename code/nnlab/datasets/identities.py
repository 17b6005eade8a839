"""Which data a chapter would use now. Quick: no download, no framework."""

from __future__ import annotations

from nnlab.datasets import store
from nnlab.datasets.sources import SETS


def identities(modules: frozenset[str]) -> dict[str, str]:
    """The identity of each data set among the modules that a chapter reaches.

    modules: dotted names; ``nnlab.datasets.<set>`` counts, all others are ignored. Synthetic
    sets have none: their code and the seed say everything.
    Returns set -> sha256 of what it would be read from, or "stand-in: " and the reason.
    """
    return {
        name: store.identity(files)
        for name, files in SETS.items()
        if f"nnlab.datasets.{name}" in modules
    }
