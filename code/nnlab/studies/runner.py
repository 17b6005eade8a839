"""Run a study to its end: in parallel, resuming, each finished batch kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import numpy as np

from nnlab.experiments.base import History
from nnlab.records import provenance
from nnlab.runs import RunStore
from nnlab.studies.backends import Backend, local
from nnlab.studies.base import Study
from nnlab.studies.extension import Earlier
from nnlab.studies.worker import Batch, made_with, run_batch

SPENT = "run seconds"  # stored with a batch: its seconds in its worker, shared among its runs


class StudyFailedError(RuntimeError):
    """Some batches raised. The text names each with its error; the others are stored."""


def run_study(
    study: Study,
    store: RunStore,
    count: int | None = None,
    backend: Backend | None = None,
    earlier: dict | None = None,
) -> dict:
    """Make the runs that the store lacks, then return the study's record.

    count:   seeds a setting, instead of the study's own numbers.
    backend: who does the work; by default a process a core of this machine.
    earlier: a record of this study. Its runs are taken from it, and only seeds beyond them made.
    The histories come back to this process, and only it writes them to the store: a worker needs
    no disk in common with it.
    Raises StudyFailedError after all other batches are done, if one failed; at once StoreError
    where the store takes no files, RecordError where ``earlier`` cannot be lengthened, and
    whatever the backend raises. Stored batches stay. Where ``earlier`` has all the seeds, it is
    returned as it is.
    """
    kept = Earlier(study, earlier)
    wanted = {
        label: kept.beyond(label, study.seed_range(label, count)) for label in study.settings
    }
    if earlier and not any(wanted.values()):
        return earlier
    batches = list(_missing(study, store, wanted))
    seconds = _run_batches(study, store, batches, backend or local()) if batches else 0.0
    settings, spent = {}, []
    for label, setting in study.settings.items():
        results, own = _results(study, store, setting, wanted[label])
        spent.append(own)
        settings[label] = {
            "setting": vars(setting),
            "seeds": [study.first_seed, wanted[label].stop],
            "results": kept.joined(label, results),
        }
    made = {
        "runs made": sum(len(seeds) for _, _, seeds in batches),
        "seconds": round(seconds, 1),
    }
    if None not in spent:
        made[SPENT] = round(sum(spent), 1)
    return {
        "study": study.name,
        "command": f"python -m nnlab study {study.name}" + (f" --seeds {count}" if count else ""),
        "provenance": provenance(study.experiment) | made | kept.provenance(),
        "settings": settings,
    }


def _missing(study: Study, store: RunStore, wanted: dict[str, range]) -> Iterator[Batch]:
    for label, setting in study.settings.items():
        seeds = store.missing(study.experiment, setting, wanted[label])
        for start in range(0, len(seeds), study.batch):
            yield label, setting, seeds[start : start + study.batch]


def _results(
    study: Study, store: RunStore, setting: Any, seeds: range
) -> tuple[dict | None, float | None]:
    """What the record keeps of these stored runs, and the seconds that they took, if known."""
    if not seeds:
        return None, 0.0
    history = _select(store, study, setting, seeds)
    spent = history.pop(SPENT, None)
    return study.summarise(setting, history), None if spent is None else float(spent.sum())


def _run_batches(study: Study, store: RunStore, batches: list[Batch], backend: Backend) -> float:
    store.require_writable()
    function = partial(run_batch, study.experiment, made_with(provenance(study.experiment)))
    start, failures = time.monotonic(), []
    with closing(backend(function, batches)) as outcomes:
        for done, outcome in enumerate(outcomes, 1):
            label, setting, seeds = outcome.batch
            if outcome.error:
                failures.append(f"{label}: {outcome.error}")
            else:
                each = np.full(len(seeds), outcome.seconds / len(seeds))
                store.put(study.experiment, setting, seeds, outcome.history | {SPENT: each})
            spent = time.monotonic() - start
            left = spent / done * (len(batches) - done)
            state = f"failed: {outcome.error}" if outcome.error else "done"
            print(
                f"{study.name}: {label} {state}; {done} of {len(batches)} batches, "
                f"{spent:.0f} s spent, about {left:.0f} s left",
                file=sys.stderr,
                flush=True,
            )
    if failures:
        raise StudyFailedError("\n".join([f"{len(failures)} batches failed:", *failures]))
    return time.monotonic() - start


def _select(store: RunStore, study: Study, setting: Any, seeds: range) -> History:
    stored, history = store.get(study.experiment, setting)
    wanted = [i for i, seed in enumerate(stored) if seed in seeds]
    return {name: values[wanted] for name, values in history.items()}
