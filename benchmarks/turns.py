"""Both sides of a comparison are timed in turn, several times: what the turns have in common."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence


def seconds(function, *arguments) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def times(ratios: Sequence[float], goal: float) -> tuple[str, bool]:
    """ "68 times (48 to 78 in 5 turns; goal 100)", and whether the median reaches the goal."""
    middle = statistics.median(ratios)
    spread = f"{min(ratios):.0f} to {max(ratios):.0f} in {len(ratios)} turns"
    return f"{middle:.1f} times ({spread}; goal {goal:g})", middle >= goal
