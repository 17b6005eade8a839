"""Reported numbers by id, such as ``hw2-q5/after-00``."""

from __future__ import annotations

from nnlab.naming import lookup
from nnlab.reported import hw2_q2, hw2_q3, hw2_q4, hw2_q5, hw2_q6, hw6_q1, hw6_q2, hw6_q3

QUESTIONS: dict[str, dict[str, float]] = {
    "hw2-q2": hw2_q2.NUMBERS,
    "hw2-q3": hw2_q3.NUMBERS,
    "hw2-q4": hw2_q4.NUMBERS,
    "hw2-q5": hw2_q5.NUMBERS,
    "hw2-q6": hw2_q6.NUMBERS,
    "hw6-q1": hw6_q1.NUMBERS,
    "hw6-q2": hw6_q2.NUMBERS,
    "hw6-q3": hw6_q3.NUMBERS,
}


def reported(identifier: str) -> float:
    """The number of that id. Raises UnknownNameError for an unknown question or number."""
    question, _, number = identifier.partition("/")
    return lookup(f"number of {question}", number, lookup("question", question, QUESTIONS))
