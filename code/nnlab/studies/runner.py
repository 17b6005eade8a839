"""Run a study to its end: in parallel, resuming, each finished batch kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import Any

from joblib import Parallel, delayed

from nnlab.experiments.base import History
from nnlab.records import provenance
from nnlab.runs import RunStore
from nnlab.studies.base import Study

Batch = tuple[str, Any, list[int]]


class StudyFailedError(RuntimeError):
    """Some batches raised. The text names each with its error; the others are stored."""


def run_study(study: Study, store: RunStore, count: int | None = None, jobs: int = -1) -> dict:
    """Make the runs that the store lacks, then return the study's record.

    count: seeds a setting, instead of the study's own numbers.
    jobs:  worker processes; -1 for one a core.
    Raises StudyFailedError after all other batches are done, if one failed.
    """
    batches = list(_missing(study, store, count))
    seconds = _run_batches(study, store, batches, jobs) if batches else 0.0
    settings = {}
    for label, setting in study.settings.items():
        seeds = study.seed_range(label, count)
        settings[label] = {
            "setting": vars(setting),
            "seeds": [seeds.start, seeds.stop],
            "results": study.summarise(setting, _select(store, study, setting, seeds)),
        }
    made = {"runs made": sum(len(seeds) for _, _, seeds in batches), "seconds": round(seconds, 1)}
    return {
        "study": study.name,
        "command": f"python -m nnlab study {study.name}" + (f" --seeds {count}" if count else ""),
        "provenance": provenance(study.experiment) | made,
        "settings": settings,
    }


def _missing(study: Study, store: RunStore, count: int | None) -> Iterator[Batch]:
    for label, setting in study.settings.items():
        seeds = store.missing(study.experiment, setting, study.seed_range(label, count))
        for start in range(0, len(seeds), study.batch):
            yield label, setting, seeds[start : start + study.batch]


def _run_batches(study: Study, store: RunStore, batches: list[Batch], jobs: int) -> float:
    start, failures = time.monotonic(), []
    work = (delayed(_run_batch)(study.experiment, store, batch) for batch in batches)
    results = Parallel(n_jobs=jobs, return_as="generator_unordered")(work)
    for done, (label, error) in enumerate(results, 1):
        if error:
            failures.append(f"{label}: {error}")
        spent = time.monotonic() - start
        left = spent / done * (len(batches) - done)
        state = f"failed: {error}" if error else "done"
        print(
            f"{study.name}: {label} {state}; {done} of {len(batches)} batches, "
            f"{spent:.0f} s spent, about {left:.0f} s left",
            file=sys.stderr,
            flush=True,
        )
    if failures:
        raise StudyFailedError("\n".join([f"{len(failures)} batches failed:", *failures]))
    return time.monotonic() - start


def _run_batch(experiment, store: RunStore, batch: Batch) -> tuple[str, str | None]:
    label, setting, seeds = batch
    try:
        store.put(experiment, setting, seeds, experiment.run(setting, seeds))
    except Exception as error:
        return label, f"seeds {seeds[0]} to {seeds[-1]}: {type(error).__name__}: {error}"
    return label, None


def _select(store: RunStore, study: Study, setting: Any, seeds: range) -> History:
    stored, history = store.get(study.experiment, setting)
    wanted = [i for i, seed in enumerate(stored) if seed in seeds]
    return {name: values[wanted] for name, values in history.items()}
