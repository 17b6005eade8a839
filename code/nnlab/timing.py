"""How long functions take, as ratios within one run: the ratio travels better than the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np

Array = np.ndarray


def ratios(
    calls: Mapping[str, Callable[[], object]], base: str, repeats: int = 15
) -> dict[str, Array]:
    """(repeats,) time of each call over that of ``base`` in the same round.

    The calls take turns, so that a slow spell of the machine hits all. Raises KeyError if
    ``base`` is not one of the calls.
    """
    calls[base]()
    spent = {name: np.zeros(repeats) for name in calls}
    for round_ in range(repeats):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            spent[name][round_] = time.perf_counter() - start
    return {name: seconds / spent[base] for name, seconds in spent.items()}
