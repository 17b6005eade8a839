"""A process that executes chapters, one after the other, and dies with its parent.

It reads jobs from standard input and writes events to standard output, one JSON object a line.
The end of its input means that the parent is gone: the kernel is killed and so is the worker.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import nbformat
import papermill
import psutil
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from bookrun import observe

ENGINE = "bookrun"
# Seconds that a kernel gets to answer, and again after each start that failed. A kernel's ports
# are chosen before it opens them; another process may take one in between.
PATIENCE = (30, 60, 120)


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
            kill_kernels()
        self._judge()

    def _start(self) -> None:
        for patience in PATIENCE:
            try:
                self._papermill(patience)
                return
            except RuntimeError:  # what nbclient raises for a kernel that dies or is mute
                if self.cell or self.timed_out or patience == PATIENCE[-1]:
                    raise
                kill_kernels()

    def _papermill(self, patience: float) -> None:
        papermill_engines.register(ENGINE, _engine_for(self, patience))
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
        kill_kernels()

    def started(self, cell: NotebookNode, cell_index: int) -> None:
        """Called as each cell starts."""
        if cell.cell_type != "code":
            return
        before = self.notebook.cells[: cell_index + 1]
        self.cell = sum(c.cell_type == "code" for c in before)
        kernels = [child.pid for child in psutil.Process().children()]
        self.channel.send("cell", cell=self.cell, kernels=kernels)

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


class _KernelClient(AsyncKernelClient):
    """Ready as soon as the kernel has answered.

    jupyter_client goes on to wait until nothing has arrived for a fifth of a second, to be rid of
    old messages. nbclient ignores those by itself: it takes only answers to what it asked.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + (float("inf") if timeout is None else timeout)
        while loop.time() < end:
            self.kernel_info()
            with suppress(queue.Empty):
                await self.get_shell_msg(timeout=1)
                # Whoever listens late misses a cell's outputs: the kernel's own news must arrive.
                await self.get_iopub_msg(timeout=0.2)
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it answered")
        raise RuntimeError(f"the kernel did not answer in {timeout:g} s")


class _KernelManager(AsyncKernelManager):
    def __init__(self, **settings: Any):
        super().__init__(**settings)
        self.client_factory = _KernelClient


def _engine_for(execution: Execution, patience: float) -> type[NBClientEngine]:
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
                kernel_manager_class=_KernelManager,
                startup_timeout=patience,
                timeout=None,
                shutdown_kernel="immediate",
                on_cell_start=execution.started,
                extra_arguments=[f"--IPKernelApp.exec_lines={[observe.START_LINE]!r}"],
            ).execute()

    return ObservedEngine


def kill_kernels() -> None:
    """Kill each child with its process group and whatever else it started."""
    children = psutil.Process().children()
    below = [process for child in children for process in _descendants(child)]
    for child in children:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    for process in below:
        with suppress(psutil.Error):
            process.kill()


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def _read_jobs(jobs: queue.Queue[dict[str, Any]], private: tempfile.TemporaryDirectory) -> None:
    for line in sys.stdin:
        jobs.put(json.loads(line))
    kill_kernels()
    private.cleanup()
    os._exit(1)


def main() -> None:
    """Work until the parent closes the input."""
    channel = Channel()
    jobs: queue.Queue[dict[str, Any]] = queue.Queue()
    private = tempfile.TemporaryDirectory(prefix="bookrun-", ignore_cleanup_errors=True)
    # The reader's own IPython profile must not change a page, nor parallel kernels share it.
    os.environ["IPYTHONDIR"] = str(Path(private.name) / "ipython")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(Path(private.name) / "runtime")
    threading.Thread(target=_read_jobs, args=(jobs, private), daemon=True).start()
    channel.send("ready")
    while True:
        Execution(jobs.get(), channel).run()


if __name__ == "__main__":
    main()
