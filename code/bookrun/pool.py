"""Workers side by side: jobs go out, events come in, whatever happens to a worker."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Libraries start a thread for each core unless told otherwise; kernels would fight for cores.
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
# The worker finds this very bookrun last on its path, however the parent found it. Nothing in the
# current folder may shadow a library; not by -P, since kernels inherit the interpreter's flags.
START = (
    "import sys; sys.path[:1] == [''] and sys.path.pop(0);"
    " exec(compile(open(sys.argv[1] + '/bookrun/nursery.py', encoding='utf-8').read(),"
    " 'bookrun-nursery', 'exec'), {'__name__': 'bookrun-nursery'})"
)
GRACE = 15  # seconds past the limit after which the worker itself is given up


@dataclass
class Job:
    """One chapter to execute. ``message`` is what the worker is sent.

    again: whether a worker died with it before its first cell.
    """

    chapter: str
    cells: int
    timeout: float
    message: dict[str, Any] = field(repr=False)
    again: bool = False


@dataclass
class Event:
    """Something that happened to a job: ``started``, ``cell``, ``done`` or ``failed``."""

    job: Job
    kind: str
    values: dict[str, Any]


class Worker:
    """One worker process and the job that it has."""

    def __init__(self, environment: dict[str, str]):
        self.errors = tempfile.TemporaryFile(  # noqa: SIM115 - closed with the worker
            "w+", encoding="utf-8", errors="replace"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(Path(__file__).parents[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            start_new_session=True,
            env=environment,
        )
        self.buffer = b""
        self.job: Job | None = None
        self.deadline = float("inf")
        self.cell = 0
        self.kernels: set[int] = set()

    def give(self, job: Job) -> None:
        """Send a job. A worker that is already dead is noticed by its closed output."""
        self.job, self.cell = job, 0
        self.deadline = time.monotonic() + job.timeout + GRACE
        with suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(job.message).encode() + b"\n")
            self.process.stdin.flush()

    def receive(self) -> Iterator[dict[str, Any]] | None:
        """The events that have arrived; None at the end of the output."""
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            return None
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        return (json.loads(line) for line in lines)

    def kill(self) -> None:
        """End the worker and its kernel, at once."""
        for group in (*self.kernels, self.process.pid):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        self.process.wait()
        with suppress(OSError):  # a job that was never read is still to be written
            self.process.stdin.close()
        self.process.stdout.close()

    def close(self) -> None:
        """Let the worker clean up and end; kill it if it does not."""
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process.stdout.close()
        self.errors.close()

    def last_words(self) -> str:
        """What the worker wrote on its standard error."""
        self.errors.seek(0)
        return self.errors.read()[-4000:]


class Pool:
    """Executes jobs with a number of workers.

    handle: called with each event; for ``done`` and ``failed`` it may return a job to add.
    tick:   called several times a second.
    """

    def __init__(
        self,
        workers: int,
        environment: dict[str, str],
        handle: Callable[[Event], Job | None],
        tick: Callable[[], None],
    ):
        self.limit = workers
        self.environment = environment
        self.handle = handle
        self.tick = tick
        self.selector = selectors.DefaultSelector()
        self.workers: list[Worker] = []
        self.waiting: list[Job] = []

    def run(self, jobs: list[Job]) -> None:
        """Execute all jobs, in this order of starting."""
        self.waiting = list(jobs)
        try:
            while self.waiting or any(worker.job for worker in self.workers):
                self._hand_out()
                for key, _ in self.selector.select(timeout=0.2):
                    self._attend(key.data)
                for worker in list(self.workers):
                    if time.monotonic() > worker.deadline:
                        self._lose(worker, "timeout", "the worker no longer answers")
                self.tick()
        finally:
            for worker in self.workers:
                worker.close()

    def _hand_out(self) -> None:
        for worker in self.workers:
            if self.waiting and worker.job is None:
                self._give(worker, self.waiting.pop(0))
        while self.waiting and len(self.workers) < self.limit:
            worker = Worker(self.environment)
            self.workers.append(worker)
            self.selector.register(worker.process.stdout, selectors.EVENT_READ, worker)
            self._give(worker, self.waiting.pop(0))

    def _give(self, worker: Worker, job: Job) -> None:
        worker.give(job)
        self._report(job, "started", {})

    def _attend(self, worker: Worker) -> None:
        events = worker.receive()
        if events is None:
            self._lose(worker, "died", "the worker process died")
            return
        for event in events:
            self._take(worker, event)

    def _take(self, worker: Worker, values: dict[str, Any]) -> None:
        kind = values.pop("event")
        if kind == "ready":
            return
        job = worker.job
        if kind == "cell":
            worker.cell = values["cell"]
            worker.kernels = set(values["kernels"])
        else:
            worker.job, worker.deadline = None, float("inf")
            worker.kernels.clear()
            self._hand_out()  # the next kernel starts while this chapter's outputs are stored
        self._report(job, kind, values)

    def _report(self, job: Job, kind: str, values: dict[str, Any]) -> None:
        if more := self.handle(Event(job, kind, values)):
            self.waiting.append(more)

    def _lose(self, worker: Worker, kind: str, text: str) -> None:
        self.selector.unregister(worker.process.stdout)
        self.workers.remove(worker)
        worker.kill()
        trace = worker.last_words()
        worker.errors.close()
        job = worker.job
        if job is None:
            return
        if kind == "died" and worker.cell == 0 and not job.again:
            job.again = True  # nothing of the chapter had run: another worker may have it, once
            self.waiting.insert(0, job)
            return
        values = {"kind": kind, "cell": worker.cell, "text": text, "traceback": trace}
        self._report(job, "failed", values)


def environment_for(code: tuple[Path, ...], threads: int) -> dict[str, str]:
    """Environment of workers and kernels: the book's packages, and threads for each kernel.

    A thread variable that is already set stays as it is.
    """
    environment = dict(os.environ)
    for name in THREAD_VARIABLES:
        environment.setdefault(name, str(threads))
    places = [str(folder) for folder in code]
    if os.environ.get("PYTHONPATH"):
        places.append(os.environ["PYTHONPATH"])
    if places:
        environment["PYTHONPATH"] = os.pathsep.join(places)
    return environment
