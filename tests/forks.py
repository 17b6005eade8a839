"""Commands in processes that are forked from one that has loaded them: loading is most of their
time. Everything else is as if they had been started by name."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    [
        "bookrun.__main__",
        "bookrun.sphinx_ext",
        "jupyter_book.cli.main",
        "jupyter_book.sphinx",
        "myst_nb.sphinx_ext",
        "pydata_sphinx_theme",
        "sphinx.builders.html",
        "sphinx.search",
        "sphinx_book_theme",
    ]
)


def run(
    module: str, arguments: Sequence[str], environment: Mapping[str, str], timeout: float
) -> CompletedProcess[str]:
    """Call ``main`` of a module with these arguments, in a process of its own, to its end.

    Raises subprocess.TimeoutExpired where it does not end in time; it is killed.
    """
    with TemporaryDirectory() as folder:
        written = [Path(folder, name) for name in ("stdout", "stderr")]
        process = SERVER.Process(target=_be, args=(module, arguments, environment, written))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired([module, *arguments], timeout)
        texts = [path.read_text(encoding="utf-8") for path in written]
    return CompletedProcess([module, *arguments], process.exitcode, *texts)


def _be(
    module: str, arguments: Sequence[str], environment: Mapping[str, str], written: list[Path]
) -> None:
    for stream, path in enumerate(written, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = environment["PYTHONPATH"].split(os.pathsep)
    sys.argv = [module, *arguments]
    try:
        sys.exit(import_module(module).main())
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves them out
