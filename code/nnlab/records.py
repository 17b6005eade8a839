"""Records: what a study wrote, with everything needed to write it again."""

from __future__ import annotations

import datetime
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nnlab.experiments.base import Experiment
from nnlab.identity import CODE, code_fingerprint, reach

FOLDER = CODE.parent / "records"


class RecordError(ValueError):
    """A record is missing or damaged. The text names the file and the command that makes it."""


def provenance(experiment: Experiment) -> dict[str, Any]:
    """Code, data, libraries and machine of a run made here and now."""
    # The framework forms of activations and losses are imported only where they are called.
    used = sorted(name for name in reach(experiment).libraries if name in sys.modules)
    return {
        "experiment": experiment.name,
        "code": code_fingerprint(experiment),
        "data": experiment.data,
        "libraries": {name: version(name) for name in used},
        "python": platform.python_version(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def save(record: dict, folder: Path = FOLDER) -> Path:
    """Write ``<study>.json``, whole or not at all; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record['study']}.json"
    handle, aside = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_text(record) + "\n")
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return path


def load(name: str, folder: Path = FOLDER) -> dict:
    """The record of the study of that name. Raises RecordError."""
    path = folder / f"{name}.json"
    remedy = f"Make it with: python -m nnlab study {name}"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"no record {path.name} in {folder}. {remedy}") from None
    except ValueError as error:
        raise RecordError(f"{path} is damaged ({error}). {remedy}") from error
    return record


def is_current(record: dict, experiment: Experiment) -> bool:
    """Whether the experiment's code and data are still what the record was made with."""
    made = record["provenance"]
    return (made["code"], made["data"]) == (code_fingerprint(experiment), experiment.data)


def note(record: dict, experiment: Experiment) -> str:
    """A sentence for the page: what the record is, or, if its code has changed, that it is old."""
    made = record["provenance"]
    runs = sum(entry["seeds"][1] - entry["seeds"][0] for entry in record["settings"].values())
    what = (
        f"Record `records/{record['study']}.json`: {runs:,} runs of {len(record['settings'])} "
        f"settings, made on {made['date']} (code {made['code'][:12]}). "
        f"Make it again with `{record['command']}`."
    )
    if is_current(record, experiment):
        return what
    return f"**This record is older than the code that it speaks of.** {what}"


def _text(value: Any, indent: str = "") -> str:
    """JSON with one line a key and one line a list: short, and a change shows where it is."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = indent + " "
    rows = [
        f"{inner}{json.dumps(k, ensure_ascii=False)}: {_text(v, inner)}" for k, v in value.items()
    ]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
