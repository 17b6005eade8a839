"""What a worker does with one batch, on whatever machine it is."""

from __future__ import annotations

import functools
import platform
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from nnlab.experiments.base import Experiment, History
from nnlab.identity import code_fingerprint

Batch = tuple[str, Any, list[int]]


class WorkerDiffersError(RuntimeError):
    """A worker has other code or libraries than the study was started with."""


@dataclass(frozen=True)
class Outcome:
    """A batch with what came of it: a history and the seconds it took, or an error in one line."""

    batch: Batch
    history: History
    seconds: float = 0.0
    error: str = ""


def run_batch(experiment: Experiment, made_with: dict[str, str], batch: Batch) -> Outcome:
    """Run the batch; what its experiment raises is returned, not raised.

    made_with: code fingerprint and versions, by name, that the study's record will state.
    Raises WorkerDiffersError where this process has others.
    """
    _compare(experiment, made_with)
    _, setting, seeds = batch
    start = time.monotonic()
    try:
        return Outcome(batch, experiment.run(setting, seeds), time.monotonic() - start)
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return Outcome(batch, {}, error=f"seeds {seeds[0]} to {seeds[-1]}: {what}")


def made_with(provenance: dict[str, Any]) -> dict[str, str]:
    """What must be the same on every worker, taken from a provenance."""
    return {
        "code": provenance["code"],
        "python": provenance["python"],
        **provenance["libraries"],
    }


def _compare(experiment: Experiment, expected: dict[str, str]) -> None:
    for name, wanted in expected.items():
        if name == "code":
            found = _code(experiment)
        elif name == "python":
            found = platform.python_version()
        else:
            found = version(name)
        if found != wanted:
            raise WorkerDiffersError(
                f"{platform.node()} has {name} {found[:12]}, this machine {wanted[:12]}: "
                "a study's runs must come from the same code. Install the same on all workers."
            )


@functools.cache
def _code(experiment: Experiment) -> str:
    """The fingerprint when this process first ran the experiment: what it has loaded stays."""
    return code_fingerprint(experiment)
