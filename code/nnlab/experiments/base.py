"""What an experiment is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

History = dict[str, np.ndarray]


@dataclass(frozen=True)
class Experiment:
    """A named function of (setting, seeds) that returns a history.

    name:   identifier, as in records and on the command line.
    module: dotted name of the module whose reach is the experiment's code.
    data:   identity of its data: a sha256, or a word for data that the code itself holds.
    run:    (setting, seeds) -> float or integer arrays by name, each with the seeds on its
            leading axis. Run s is the same in any batch.
    """

    name: str
    module: str
    data: str
    run: Callable[[Any, Sequence[int]], History]
