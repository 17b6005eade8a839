"""A small study in a process of its own, to be killed, starved and interrupted."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from nnlab.runs import RunStore
from nnlab.studies.runner import SPENT
from nnlab.studies.xnor import REPORT, SETTINGS, STUDY

# 12 batches, each some tenths of a second.
SMALL = replace(
    STUDY,
    settings={REPORT: replace(SETTINGS[REPORT], checkpoints=(0, 500, 700))},
    seeds={REPORT: 60},
    batch=5,
)
BATCHES = 12

# ``python -m nnlab study xnor``, of the small study, writing no record.
SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from nnlab import __main__, records
from nnlab.studies.catalogue import STUDIES
from tests.nnlab.study_process import SMALL
STUDIES["xnor"] = SMALL
records.save = lambda record: record["provenance"]["runs made"]
{prelude}
sys.exit(__main__.main(["study", "xnor", *sys.argv[1:]]))
"""
# So that a test meets the study in its midst, however busy the machine is.
HOLD = """
from functools import partial
from nnlab.studies import runner
from tests.nnlab.study_process import held
runner.run_batch = partial(held, runner.run_batch, {folder!r}, {first})
"""
ROOT = Path(__file__).resolve().parents[2]


def held(run: Callable[..., Any], folder: str, first: int, *arguments: Any) -> Any:
    """Run a batch, in a worker: the ``first`` ones at once, each other when ``let_go`` says so."""
    place = Path(folder)
    for number in itertools.count():
        try:
            (place / f"batch-{number}").touch(exist_ok=False)
            break
        except FileExistsError:
            continue
    while number >= first and not (place / "go").exists():
        time.sleep(0.02)
    return run(*arguments)


def let_go(folder: Path) -> None:
    """Let the batches of a study go on that was started with ``hold``."""
    (folder / "go").touch()


def start(
    folder: Path, *arguments: str, prelude: str = "", hold: int | None = None
) -> subprocess.Popen:
    """Start the study with its store in ``folder``; a group of processes of its own.

    hold: how many batches run at once; the others wait for ``let_go``.
    """
    if hold is not None:
        folder.mkdir(exist_ok=True)
        prelude += "\n" + HOLD.format(folder=str(folder), first=hold)
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(prelude=prelude), *arguments],
        env=os.environ | {"NNLAB_RUNS": str(folder)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen) -> tuple[int, str, list[str]]:
    """Wait for it: exit status, standard output, lines of standard error but the progress."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, [x for x in err.splitlines() if not x.startswith("xnor: ")]


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.npz"))


def wait_for_files(process: subprocess.Popen, folder: Path, count: int) -> None:
    """Until the study has stored so many batches; it must not have ended by then."""
    while len(files(folder)) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def members(process: subprocess.Popen) -> list[psutil.Process]:
    """The live processes of its group."""
    found = []
    for other in psutil.process_iter():
        try:
            if os.getpgid(other.pid) == process.pid and other.status() != psutil.STATUS_ZOMBIE:
                found.append(other)
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue
    return found


def stored(folder: Path) -> tuple[list[int], dict]:
    """Seeds and what their runs measured; how long they took differs from place to place."""
    seeds, history = RunStore(folder).get(SMALL.experiment, SMALL.settings[REPORT])
    return seeds, {name: values for name, values in history.items() if name != SPENT}
