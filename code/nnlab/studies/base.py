"""What a study is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnlab.experiments.base import Experiment, History


@dataclass(frozen=True)
class Study:
    """Settings × seeds of one experiment.

    name:       identifier; the record is ``records/<name>.json``.
    experiment: what is run.
    settings:   label -> setting.
    seeds:      label -> how many seeds that setting gets.
    first_seed: the lowest seed. Pilot runs use lower ones, so no study reuses a run that
                its rules were written after.
    batch:      seeds that are trained, and stored, together.
    summarise:  (setting, history) -> what the record keeps: numbers, lists, dicts of them.
    join:       (results, results) -> what ``summarise`` would make of both sets of runs, for
                studies whose record keeps every run: such a record can be lengthened.
    """

    name: str
    experiment: Experiment
    settings: Mapping[str, Any]
    seeds: Mapping[str, int]
    first_seed: int
    batch: int
    summarise: Callable[[Any, History], dict]
    join: Callable[[dict, dict], dict] | None = None

    def seed_range(self, label: str, count: int | None = None) -> range:
        """The seeds of one setting; ``count`` replaces the study's own number."""
        return range(self.first_seed, self.first_seed + (count or self.seeds[label]))
