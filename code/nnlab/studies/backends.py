"""Where a study's batches are worked: on this machine, or wherever else a backend sends them."""

from __future__ import annotations

import functools
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import BrokenProcessPool

# (function, items) -> function(item) of each, as they finish. What the function raises comes out
# as it is and ends the rest; closing the iterator ends the rest too.
Backend = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[Any]]

KEPT = "Finished batches are kept; run again to go on."


class BackendError(RuntimeError):
    """The workers could not be reached, or were lost. The text is one line with the remedy."""


def local(jobs: int = -1) -> Backend:
    """Worker processes on this machine, from joblib.

    jobs: how many; -1 for one a core, 1 for none but this process.
    The backend raises BackendError when a worker process is killed.
    """

    def work(function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        guarded = functools.partial(_end_with_parent, function, os.getpid())
        parallel = Parallel(n_jobs=jobs, return_as="generator_unordered")
        results = parallel(delayed(guarded)(item) for item in items)
        try:
            for result in results:  # noqa: UP028 - `yield from` would close results unguarded
                yield result
        except BrokenProcessPool:
            raise BackendError(
                f"a worker process was killed; with too little memory, try fewer --jobs. {KEPT}"
            ) from None
        finally:  # a study that is stopped early needs no warning that it was
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", r"\d+ tasks ", UserWarning, "joblib")
                results.close()

    return work


def _end_with_parent(function: Callable[[Any], Any], parent: int, item: Any) -> Any:
    """Call the function, in a process that does not outlive the one that asked for it."""
    if os.getpid() != parent:
        _watch(parent)
    return function(item)


@functools.cache
def _watch(parent: int) -> None:
    """End this process when its parent is gone: joblib's workers would wait for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
