"""A study's batches on a Dask cluster.

Every worker needs this package and ``requirements-dask.txt``; nothing else, and no disk in
common: batches go out as arguments, histories come back as results.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from typing import Any

from nnlab.studies.backends import KEPT, Backend, BackendError

EXTRA = "pip install -r requirements-dask.txt"


def dask(scheduler: str, patience: float = 10.0) -> Backend:
    """Workers of the Dask cluster whose scheduler listens at ``scheduler`` (tcp://host:port).

    patience: seconds to wait for the scheduler to answer, and for a cluster without any worker
              to get one.
    The batch of a worker that dies goes to another one; Dask gives it up when it took three more
    with it. The backend raises BackendError then, and where distributed is not installed, no
    scheduler answers, or the scheduler or the last worker is lost on the way.
    """

    def work(function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Any]:
        with _client(scheduler, patience) as client, _losses(scheduler):
            _require_workers(client, scheduler, patience)
            # Not pure: a result that the cluster may still hold from older code is not wanted.
            # All are kept and let go by name: Python drops a Ctrl-C that meets a future's __del__.
            futures = client.map(function, items, pure=False)
            pending = set(futures)
            while pending:
                done, pending = _wait(client, pending, scheduler, patience)
                for future in done:
                    yield _result(client, future, scheduler, patience)
                    future.release()

    return work


@contextlib.contextmanager
def _client(scheduler: str, patience: float) -> Iterator[Any]:
    try:
        import distributed
    except ImportError:
        raise BackendError(f"the Dask backend needs distributed: {EXTRA}") from None
    # What distributed logs of a lost cluster, this module says in one line.
    for name in ("distributed", "distributed.client", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _require_scheduler(scheduler, patience)
    with distributed.Client(scheduler, timeout=patience) as client:
        yield client


def _require_scheduler(scheduler: str, patience: float) -> None:
    """Ask first who is there: a client may wait for ever for an address that does not answer."""
    from distributed import rpc

    async def ask() -> str:
        async with rpc(scheduler) as remote:
            return (await asyncio.wait_for(remote.identity(), patience))["type"]

    try:
        kind = asyncio.run(ask())
    except Exception as error:
        why = " ".join(str(error).split()) or f"no answer in {patience:.0f} s"
        raise BackendError(f"no Dask scheduler at {scheduler}: {why}.") from None
    if kind != "Scheduler":
        raise BackendError(f"no Dask scheduler at {scheduler}: it is a {kind}.")


def _require_workers(client: Any, scheduler: str, patience: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise BackendError(
            f"the Dask cluster has no workers. Start some: dask worker {scheduler}. {KEPT}"
        ) from None


def _wait(client: Any, pending: set, scheduler: str, patience: float) -> tuple[set, set]:
    """Split the futures into finished and others; while none is, see that workers are there."""
    from distributed import wait

    try:
        return wait(pending, timeout=patience, return_when="FIRST_COMPLETED")
    except TimeoutError:
        _require_workers(client, scheduler, patience)
        return set(), pending


def _result(client: Any, future: Any, scheduler: str, patience: float) -> Any:
    """A finished future's result, which its worker may have taken with it into death."""
    allowed = patience
    while True:
        try:
            return future.result(timeout=allowed)
        except TimeoutError:
            if future.status == "error":  # not ours: the function raised it
                raise
            _require_workers(client, scheduler, patience)
            allowed *= 2  # a large result on a slow line gets through in the end


@contextlib.contextmanager
def _losses(scheduler: str) -> Iterator[None]:
    """What distributed raises when it loses a part of the cluster, as BackendError."""
    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    try:
        yield
    except (CancelledError, CommClosedError):
        raise BackendError(f"the Dask scheduler at {scheduler} was lost. {KEPT}") from None
    except KilledWorker:
        raise BackendError(
            f"a batch ended every worker that it was given to; too little memory? {KEPT}"
        ) from None
