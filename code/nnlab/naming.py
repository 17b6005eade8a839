"""Look a thing up by name, and say clearly when there is none of that name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class UnknownNameError(ValueError):
    """A name that no entry has. The text names the kind, the name, and the known ones."""


def lookup(kind: str, name: str, table: Mapping[str, T]) -> T:
    """Return ``table[name]``.

    kind: what the table holds, for the message ("activation").
    Raises UnknownNameError, in one line, with the nearest known name where there is one.
    """
    if name in table:
        return table[name]
    near = difflib.get_close_matches(str(name), table, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UnknownNameError(f"unknown {kind} {name!r}.{hint} Known: {', '.join(table)}.")
