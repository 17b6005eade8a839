"""The first thing in a worker process: loads what kernels need, once, and forks them from there.

A kernel spends most of its start on imports that are the same each time. So this process loads
them, forks the worker proper, and then forks a kernel whenever the worker asks. It has one thread
and no socket of ZeroMQ. It is executed from its file and loads nothing but the standard library
and ipykernel, so a kernel finds in it only what a kernel that starts by itself would load.
"""

# ruff: noqa: PTH208 - like the rest of the file, without what kernels would not load

from __future__ import annotations

import gc
import importlib.util
import json
import os
import signal
import socket
import sys
from contextlib import suppress

# What ipykernel loads as it starts; where a version has no such module, the kernel does without.
MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
)


def prepare() -> bool:
    """Load what kernels need. Whether this process may fork: not if it has a second thread."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # ipykernel reads it as it is imported
    for name in MODULES:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collector of a kernel need not touch, and so copy, these pages
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1


def serve(channel: int) -> dict | None:
    """Fork a kernel for each request, a line of JSON, and answer with its process id, 0 if none.

    Returns the request in the kernel. Returns None at the end of the requests, when the worker is
    gone and all kernels have been killed.
    """
    kernel = 0
    with open(channel, "rb", closefd=False) as requests:
        for line in requests:
            if kernel:
                os.waitpid(kernel, 0)  # killed by the worker; until now nobody else got its id
            try:
                kernel = os.fork()
            except OSError:
                kernel = -1
            if kernel == 0:
                return json.loads(line)
            kernel = max(kernel, 0)
            os.write(channel, b"%d\n" % kernel)
    if kernel:
        for kill in (os.killpg, os.kill):  # it may not have made its group yet
            with suppress(ProcessLookupError):
                kill(kernel, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return None


def run_kernel(request: dict) -> None:
    """What ``python -m ipykernel_launcher`` does, in a process of its own session."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # the worker's output is for events
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            with suppress(OSError):
                os.close(int(name))
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    launcher = importlib.util.find_spec("ipykernel_launcher").origin
    sys.argv = [launcher, *request["arguments"]]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


def run_worker(code: str, channel: int | None) -> None:
    """Import the worker, found last on the path, and let it work."""
    sys.path.append(code)
    from bookrun import worker

    worker.main(channel)


def main(code: str) -> None:
    """Become worker, nursery or kernel."""
    if not prepare():
        run_worker(code, None)
        return
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        run_worker(code, theirs.detach())
        return
    theirs.close()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # jobs and events are the worker's: their ends must show when it ends
        os.dup2(null, stream)
    if request := serve(ours.detach()):
        run_kernel(request)


if __name__ == "bookrun-nursery":
    main(sys.argv[1])
