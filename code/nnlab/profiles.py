"""The sizes at which a chapter can run."""

from __future__ import annotations

from typing import TypeVar

from nnlab.naming import lookup

T = TypeVar("T")


def choose(profile: str, *, quick: T, report: T) -> T:
    """The value for the profile: ``choose(profile, quick=1_000, report=5_000)``.

    Raises UnknownNameError, which names the known profiles, for any other.
    """
    return lookup("profile", profile, {"quick": quick, "report": report})
