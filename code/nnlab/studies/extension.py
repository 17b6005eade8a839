"""Lengthen a study from its committed record, where that keeps every run."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn

from nnlab.records import RecordError, is_current
from nnlab.studies.base import Study


class Earlier:
    """The runs that an earlier record of a study holds; none without a record.

    record: what ``nnlab.records.load`` returned.
    Raises RecordError where the experiment's code or data, the libraries or the settings would
    now make other runs than those, or where the record keeps summaries only.
    """

    def __init__(self, study: Study, record: dict | None) -> None:
        self._study, self._record = study, record
        if record and (reason := _obstacle(study, record)):
            self._refuse(reason)

    def beyond(self, label: str, seeds: range) -> range:
        """Those of ``seeds`` that the record lacks; none, ending where it ends, if it has all."""
        end = self._record["settings"][label]["seeds"][1] if self._record else seeds.start
        return range(end, max(end, seeds.stop))

    def joined(self, label: str, results: dict | None) -> dict | None:
        """The record's results and those of further runs, if there are any, as one.

        Raises RecordError where the study now keeps other things of a run than the record does.
        """
        if not self._record:
            return results
        own = self._record["settings"][label]["results"]
        if not results:
            return own
        if names := sorted(own.keys() ^ results.keys()):
            self._refuse(f"it does not keep the same of each run as the study does now: {names}")
        return self._study.join(own, results)

    def provenance(self) -> dict[str, Any]:
        """Where the earlier runs come from, to be part of the new record's provenance."""
        if not self._record:
            return {}
        spans = [entry["seeds"] for entry in self._record["settings"].values()]
        runs = sum(stop - start for start, stop in spans)
        return {"extends": self._record["provenance"] | {"runs": runs}}

    def _refuse(self, reason: str) -> NoReturn:
        raise RecordError(
            f"the record of {self._study.name} cannot be lengthened: {reason}. "
            f"Make it anew with: python -m nnlab study {self._study.name}"
        )


def _obstacle(study: Study, record: dict) -> str:
    """Why this code cannot add runs to the record; empty if it can."""
    entries = record["settings"].values()
    settings = {label: vars(setting) for label, setting in study.settings.items()}
    kept = {label: entry["setting"] for label, entry in record["settings"].items()}
    if study.join is None:
        return "it keeps summaries, not every run"
    if not is_current(record, study.experiment):
        return "its code or data have changed"
    if json.loads(json.dumps(settings)) != kept:
        return "its settings have changed"
    if any(entry["seeds"][0] != study.first_seed for entry in entries):
        return f"its seeds do not begin at {study.first_seed}"
    changed = [
        f"{name} was {old} and is {now}"
        for name, old in record["provenance"]["libraries"].items()
        if (now := _installed(name)) != old
    ]
    return "; ".join(changed)


def _installed(name: str) -> str:
    """The version of a library here, or "missing"."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
