"""A process that executes chapters, one after the other, and dies with its parent.

It reads jobs from standard input and writes events to standard output, one JSON object a line.
The end of its input means that the parent is gone: the kernel is killed and so is the worker.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from bookrun import kernels, observe

ENGINE = "bookrun"
# Seconds that a kernel gets to answer, and again after each start that failed. A kernel's ports
# are chosen before it opens them; another process may take one in between.
PATIENCE = (30, 60, 120)
MANAGERS = (kernels.ForkingManager, kernels.KernelManager, kernels.KernelManager)


class Channel:
    """Events to the parent. Nothing else may write to the real standard output."""

    def __init__(self) -> None:
        self.stream: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def send(self, event: str, **values: Any) -> None:
        self.stream.write(json.dumps({"event": event, **values}) + "\n")
        self.stream.flush()


class Execution:
    """One chapter on its way through papermill."""

    def __init__(self, job: dict[str, Any], channel: Channel):
        self.job = job
        self.channel = channel
        self.notebook: NotebookNode | None = None
        self.cell = 0
        self.timed_out = False

    def run(self) -> None:
        """Execute the chapter and send one event: ``done`` or ``failed``."""
        os.environ[observe.VARIABLE] = json.dumps(self.job["observe"])
        timer = threading.Timer(self.job["timeout"], self._stop)
        timer.daemon = True
        timer.start()
        try:
            self._start()
        except papermill.PapermillExecutionError:
            pass  # read from the notebook below: papermill also objects to expected errors
        except Exception as error:  # whatever it is, the parent must hear of it
            timer.cancel()
            self._fail(error)
            return
        finally:
            timer.cancel()
            kernels.kill()
        self._judge()

    def _start(self) -> None:
        for patience, manager in zip(PATIENCE, MANAGERS, strict=True):
            try:
                self._papermill(patience, manager)
                return
            except RuntimeError:  # what nbclient raises for a kernel that dies or is mute
                if self.cell or self.timed_out or patience == PATIENCE[-1]:
                    raise
                kernels.kill()

    def _papermill(self, patience: float, manager: type[kernels.KernelManager]) -> None:
        papermill_engines.register(ENGINE, _engine_for(self, patience, manager))
        papermill.execute_notebook(
            self.job["notebook"],
            None,
            engine_name=ENGINE,
            cwd=self.job["cwd"],
            progress_bar=False,
            request_save_on_cell_execute=False,
        )

    def _stop(self) -> None:
        self.timed_out = True
        kernels.kill()

    def started(self, cell: NotebookNode, cell_index: int) -> None:
        """Called as each cell starts."""
        if cell.cell_type != "code":
            return
        before = self.notebook.cells[: cell_index + 1]
        self.cell = sum(c.cell_type == "code" for c in before)
        running = [kernel.pid for kernel in kernels.running()]
        self.channel.send("cell", cell=self.cell, kernels=running)

    def _judge(self) -> None:
        number = 0
        for cell in self.notebook.cells:
            if cell.cell_type != "code":
                continue
            number += 1
            if cell.metadata.get("papermill", {}).get("exception"):
                self.cell = number
                self._fail_in(cell)
                return
        try:
            self._save()
        except OSError as error:
            self._report("error", f"its outputs cannot be written: {error}", "")
        else:
            self.channel.send("done")

    def _fail_in(self, cell: NotebookNode) -> None:
        errors = [out for out in cell.outputs if out.output_type == "error"]
        if errors:
            text = f"{errors[-1].ename}: {errors[-1].evalue}"
            trace = "\n".join(errors[-1].traceback)
        else:
            text, trace = "the cell failed without an error output", ""
        self._report("raised", text, trace)

    def _fail(self, error: Exception) -> None:
        if self.timed_out:
            limit = self.job["timeout"]
            self._report("timeout", f"not finished after {limit:g} s, the chapter's limit", "")
        elif isinstance(error, DeadKernelError):
            self._report("died", "the kernel died (killed, out of memory, or a crash)", "")
        else:
            trace = "".join(traceback.format_exception(error))
            self._report("error", f"{type(error).__name__}: {error}", trace)

    def _report(self, kind: str, text: str, trace: str) -> None:
        with suppress(OSError):
            self._save()
        self.channel.send("failed", kind=kind, cell=self.cell, text=text, traceback=trace)

    def _save(self) -> None:
        if self.notebook is None:
            return
        try:
            nbformat.write(self.notebook, self.job["output"])
        except OSError:
            Path(self.job["output"]).unlink(missing_ok=True)  # half of it helps nobody
            raise


def _engine_for(
    execution: Execution, patience: float, manager: type[kernels.KernelManager]
) -> type[NBClientEngine]:
    class ObservedEngine(NBClientEngine):
        """papermill's own engine, with the observer started before the first cell."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: NotebookExecutionManager, kernel_name: str, **_: Any
        ) -> None:
            execution.notebook = nb_man.nb
            PapermillNotebookClient(
                nb_man,
                kernel_name=kernel_name,
                kernel_manager_class=manager,
                startup_timeout=patience,
                timeout=None,
                shutdown_kernel="immediate",
                on_cell_start=execution.started,
                extra_arguments=[f"--IPKernelApp.exec_lines={[observe.START_LINE]!r}"],
            ).execute()

    return ObservedEngine


def _read_jobs(jobs: queue.Queue[dict[str, Any]]) -> None:
    """Put jobs into the queue until the parent is gone."""
    for line in sys.stdin:
        jobs.put(json.loads(line))


def _end_after(wait: Callable[[], None], private: tempfile.TemporaryDirectory) -> None:
    """Wait, in a thread; then kill the kernel and end."""

    def end() -> None:
        wait()
        kernels.kill()
        private.cleanup()
        os._exit(1)

    threading.Thread(target=end, daemon=True).start()


def main(nursery: int | None) -> None:
    """Work until the parent closes the input.

    nursery: file descriptor of the socket to the process that forks kernels, if there is one.
    """
    channel = Channel()
    jobs: queue.Queue[dict[str, Any]] = queue.Queue()
    private = tempfile.TemporaryDirectory(prefix="bookrun-", ignore_cleanup_errors=True)
    # The reader's own IPython profile must not change a page, nor parallel kernels share it.
    os.environ["IPYTHONDIR"] = str(Path(private.name) / "ipython")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(Path(private.name) / "runtime")
    if nursery is not None:
        kernels.nursery = kernels.Nursery(nursery)
        _end_after(kernels.nursery.wait, private)
    _end_after(partial(_read_jobs, jobs), private)
    channel.send("ready")
    while True:
        Execution(jobs.get(), channel).run()
