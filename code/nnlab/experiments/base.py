"""What an experiment is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import importwalk

History = dict[str, np.ndarray]
CODE = Path(__file__).resolve().parents[2]


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

    def code_fingerprint(self) -> str:
        """Digest of all code that the experiment reaches; comments and docstrings left out."""
        reach = importwalk.reach_of_module(self.module, [CODE])
        return importwalk.fingerprint(reach.modules, behaviour_only=True)

    def key(self, setting: Any) -> str:
        """Digest (64 hex digits) of everything that decides a run's numbers but its seed."""
        parts = [self.name, asdict(setting), self.data, self.code_fingerprint()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
