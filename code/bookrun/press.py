"""Plan and execute: which chapters are out of date, and why; then make them current."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from bookrun import chapters, provenance
from bookrun.chapters import Chapter
from bookrun.config import Settings
from bookrun.errors import BookError, ParameterError
from bookrun.key import FORMAT, Present, code_fingerprint, differences
from bookrun.pool import Event, Job, Pool, environment_for
from bookrun.progress import Progress
from bookrun.source import CellError
from bookrun.store import Run, Store
from importwalk import Reach, SourceError

ATTEMPTS = 3  # executions of one chapter while somebody edits what it uses


@dataclass(frozen=True)
class Failure:
    """A chapter that cannot be published, and why.

    cell:      number of the code cell, from 1, or None if no cell is to blame.
    line:      line of the chapter's file where that cell begins, if known.
    notebook:  the partly executed notebook, if there is one.
    """

    chapter: str
    text: str
    cell: int | None = None
    line: int | None = None
    traceback: str = ""
    notebook: Path | None = None


@dataclass
class State:
    """What is known of one document.

    chapter: None if the document has no code or cannot be read.
    run:     the stored execution that serves it today, or None.
    reasons: why there is none.
    failure: set if it cannot be executed, or was and failed.
    """

    name: str
    chapter: Chapter | None = None
    reach: Reach | None = None
    static: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    run: Run | None = None
    reasons: list[str] = field(default_factory=list)
    failure: Failure | None = None
    seconds: float = float("inf")
    attempts: int = 0

    @property
    def due(self) -> bool:
        """Whether the chapter has to be executed."""
        return self.chapter is not None and self.run is None and self.failure is None


class Press:
    """The documents of one book and their executions.

    Raises BookError if the table of contents cannot be read, or if a chapter does not know
    a parameter in ``extra``: nothing is executed then.
    """

    def __init__(
        self,
        settings: Settings,
        names: Iterable[str],
        extra: Mapping[str, Any] | None = None,
    ):
        self.settings = settings
        self.extra = dict(extra or {})
        self.store = Store(settings.store)
        present = Present(settings)
        self.states = {name: self.look(name, present) for name in names}

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, in the order of the book."""
        return [state.failure for state in self.states.values() if state.failure]

    def look(self, name: str, present: Present) -> State:
        """The state of one document now."""
        state = State(name)
        try:
            state.chapter = chapters.read_chapter(self.settings, name, self.extra)
            if state.chapter is None:
                return state
            state.reach = present.reach(state.chapter)
            state.static = present.static(state.chapter, state.reach)
            state.data = present.identities(state.reach.modules)
            self._match(state, present)
        except CellError as error:
            line = state.chapter.line_of(error.cell)
            state.failure = Failure(name, str(error), error.cell, line, error.traceback)
        except ParameterError as error:
            if self.extra:
                raise  # asked for on the command line: nothing may start
            state.failure = Failure(name, str(error))
        except (BookError, SourceError, OSError) as error:
            state.failure = Failure(name, str(error))
        return state

    def _match(self, state: State, present: Present) -> None:
        """Find the stored run that serves the chapter, or say why there is none."""
        runs = [
            run for run in self.store.runs(state.name) if run.key["static"]["format"] == FORMAT
        ]
        closest: list[str] | None = None
        for run in runs:
            today = {
                "static": state.static,
                "observed": present.refreshed(run.key["observed"]),
            }
            reasons = list(differences(run.key, today))
            if not reasons and not run.whole():
                reasons = ["its stored outputs are damaged"]
            if not reasons:
                state.run = run
                state.reasons = []
                return
            if run.key["static"]["parameters"] == state.static["parameters"]:
                state.seconds = min(state.seconds, run.provenance["seconds"])
                closest = closest or reasons
        if closest is None:
            closest = _never(runs, state.static)
        state.reasons = closest

    def execute(self, progress: Progress) -> None:
        """Execute each chapter that is due. Failures are noted in the states.

        The caller holds the book's lock. Raises BookError if the store cannot be written to.
        """
        for state in self.states.values():
            if state.run:
                self.store.touch(state.run)
        due = [state for state in self.states.values() if state.due]
        if not due:
            return
        # The longest first, so that no worker is left alone with it at the end.
        due.sort(key=lambda state: state.seconds, reverse=True)
        progress.expect(len(due))
        try:
            Execution(self, progress).run(due)
        except OSError as error:
            raise BookError(f"cannot write to {self.store.folder}: {error}") from error


class Execution:
    """The work of one call of Press.execute."""

    def __init__(self, press: Press, progress: Progress):
        self.press = press
        self.settings = press.settings
        self.progress = progress
        self.began: dict[str, float] = {}
        self.clock: dict[str, int] = {}
        self.folder = Path()
        self.count = 0

    def run(self, due: list[State]) -> None:
        """Execute these chapters; all others of the pool finish whatever happens to one."""
        environment = environment_for(self.settings.code, self.settings.threads)
        place = self.press.store.folder
        with tempfile.TemporaryDirectory(
            dir=place, prefix="work-", ignore_cleanup_errors=True
        ) as folder:
            self.folder = Path(folder)
            jobs = [job for state in due if (job := self._job(state))]
            workers = min(self.settings.jobs, len(jobs))
            try:
                Pool(workers, environment, self._handle, self.progress.tick).run(jobs)
            finally:
                self.progress.close()

    def _job(self, state: State) -> Job | None:
        state.attempts += 1
        chapter = state.chapter
        self.count += 1
        base = self.folder / str(self.count)
        source, output, report = (f"{base}{end}" for end in (".ipynb", ".out.ipynb", ".json"))
        try:
            nbformat.write(_plain(chapter), source)
        except OSError as error:
            state.failure = Failure(state.name, f"cannot write {source}: {error.strerror}")
            return None
        message = {
            "notebook": source,
            "output": output,
            "cwd": str(chapter.path.parent),
            "timeout": self.settings.timeout,
            "observe": {
                "source": str(Path(__file__).with_name("observe.py")),
                "root": str(self.settings.root),
                "ignore": _ignored(self.settings.root),
                "report": report,
            },
        }
        return Job(state.name, len(chapter.code_cells), self.settings.timeout, message)

    def _handle(self, event: Event) -> Job | None:
        name = event.job.chapter
        if event.kind == "started":
            self.began[name], self.clock[name] = time.monotonic(), time.time_ns()
            self.progress.start(name, event.job.cells)
        elif event.kind == "cell":
            self.progress.cell(name, event.values["cell"])
        elif event.kind == "failed":
            self._failed(event)
        else:
            return self._done(event)
        return None

    def _failed(self, event: Event) -> None:
        state = self.press.states[event.job.chapter]
        number = event.values["cell"] or None
        state.failure = Failure(
            state.name,
            event.values["text"],
            number,
            state.chapter.line_of(number) if number else None,
            event.values["traceback"],
            self._keep(event.job),
        )
        self.progress.end(state.name, f"FAILED ({event.values['kind']})")

    def _keep(self, job: Job) -> Path | None:
        """Keep the partly executed notebook where the next build does not remove it."""
        kept = self.press.store.failed(job.chapter)
        with suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            Path(job.message["output"]).replace(kept)
            return kept
        return None

    def _done(self, event: Event) -> Job | None:
        name = event.job.chapter
        state = self.press.states[name]
        seconds = time.monotonic() - self.began[name]
        try:
            report = self._report(event.job)
            fresh = self._unchanged(state, report)
            if fresh is None:
                return self._repeat(state)
            state.run = self._store(fresh, event.job, report, seconds)
        except BookError as error:
            state.failure = Failure(name, str(error))
        except OSError as error:
            text = f"cannot store its outputs: {error.strerror}: {error.filename or ''}"
            state.failure = Failure(name, text)
        except ValueError as error:
            state.failure = Failure(name, f"its outputs are not a valid notebook: {error}")
        self.progress.end(name, "FAILED (store)" if state.failure else "done")
        Path(event.job.message["output"]).unlink(missing_ok=True)
        return None

    def _report(self, job: Job) -> dict[str, Any]:
        path = Path(job.message["observe"]["report"])
        try:
            report = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise BookError(
                "its kernel is not an IPython kernel, or replaced IPython's events: "
                "bookrun cannot see what it reads"
            ) from error
        if os.path.realpath(report["prefix"]) != os.path.realpath(sys.prefix):
            raise BookError(
                f"its kernel runs in another environment ({report['prefix']}); bookrun follows "
                f"only its own ({sys.prefix}). Install the kernel there, or name it python3"
            )
        return report

    def _unchanged(self, state: State, report: Mapping[str, Any]) -> State | None:
        """The chapter read again, or None if something it uses changed during the run."""
        present = Present(self.settings)
        fresh = self.press.look(state.name, present)
        if fresh.failure:
            raise BookError(f"edited while it was executed: {fresh.failure.text}")
        written = set(report["written"])
        same = all(_stat(p) == was for p, was in report["read"].items() if p not in written)
        # A module is loaded once, maybe from its compiled form, so its time has to tell.
        files = {file for file in report["modules"].values() if file} - written
        loaded = [_stat(file) for file in files]
        same = same and all(stat is None or stat[0] < self.clock[state.name] for stat in loaded)
        same = same and (fresh.static, fresh.data) == (state.static, state.data)
        return fresh if same else None

    def _repeat(self, state: State) -> Job | None:
        if state.attempts >= ATTEMPTS:
            self.progress.end(state.name, "FAILED (changing)")
            state.failure = Failure(
                state.name, f"what it uses changed during each of {ATTEMPTS} executions"
            )
            return None
        self.progress.again(state.name, "something it uses changed meanwhile")
        fresh = self.press.look(state.name, Present(self.settings))
        fresh.attempts = state.attempts
        self.press.states[state.name] = fresh
        return self._job(fresh) if fresh.due else None

    def _store(self, state: State, job: Job, report: Mapping[str, Any], seconds: float) -> Run:
        present = Present(self.settings)
        observed = present.observed(state.chapter, state.reach, report)
        key = {"static": state.static, "observed": observed}
        direct = present.direct_libraries(state.reach)
        about = provenance.describe(self.settings, seconds, direct)
        about["code"] = code_fingerprint(self.settings, state.static, observed)
        notebook = nbformat.read(job.message["output"], as_version=4)
        run = self.press.store.add(state.name, key, about, _stripped(notebook))
        self.press.store.failed(state.name).unlink(missing_ok=True)
        return run


def _never(runs: list[Run], static: Mapping[str, Any]) -> list[str]:
    if not runs:
        return ["never executed"]
    values = ", ".join(f"{name}={value!r}" for name, value in static["parameters"].items())
    return [f"never executed with {values or 'no parameters'}"]


def _plain(chapter: Chapter) -> nbformat.NotebookNode:
    """The chapter's notebook for papermill: code and text, without outputs."""
    notebook = nbformat.from_dict(json.loads(json.dumps(chapter.notebook)))
    notebook.metadata.pop("source_map", None)
    notebook.metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3"})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _stripped(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Without what papermill adds: it names folders and times of one machine."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    return notebook


def _stat(path: str) -> list[int] | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return [status.st_mtime_ns, status.st_size]


def _ignored(root: Path) -> list[str]:
    """Folders below the root that hold no inputs: the build, and an environment if inside."""
    prefix = Path(sys.prefix)
    return [str(root / "_build"), *([str(prefix)] if prefix.is_relative_to(root) else [])]
