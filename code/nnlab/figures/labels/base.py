"""A chapter's table of labels, on top of what every chapter uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nnlab.naming import lookup

COMMON = {
    "epoch": "epoch",
    "accuracy": "accuracy",
    "seeds": "seeds",
    "runs": "runs",
    "input 1": "x₁",
    "input 2": "x₂",
    "reported": "the report",
    "median": "median of the seeds",
    "interval 95": "95 % of one more run",
    "interval 50": "the middle half",
    "loss axis": "cross-entropy (nats)",
}


def labels(own: Mapping[str, str]) -> Callable[[str], str]:
    """key -> text, from a chapter's own table and the common one.

    Raises ValueError if a key is in both; the function returned raises UnknownNameError.
    """
    twice = own.keys() & COMMON.keys()
    if twice:
        raise ValueError(f"already a common label: {', '.join(sorted(twice))}.")
    table = COMMON | own
    return lambda key: lookup("figure text", key, table)
