"""Workers, their nursery and its kernels where they are interrupted: parts of them, alone."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
from jupyter_client.provisioning import LocalProvisioner
from toybook import CODE

from bookrun import kernels, nursery, pool

# A nursery that serves the socket it was given; its kernel makes no group of its own.
SERVE = """
import sys, time
sys.path.append(sys.argv[1])
from bookrun.nursery import serve
if serve(int(sys.argv[2])) is not None:
    time.sleep(60)
"""


def test_a_job_for_a_worker_that_is_already_dead_does_not_end_the_build():
    worker = pool.Worker(pool.environment_for((), 1))
    os.killpg(worker.process.pid, signal.SIGKILL)
    assert worker.process.stdout.read() == b""  # each process that held the pipes has ended
    worker.give(pool.Job("chapter", cells=1, timeout=5, message={"job": 1}))
    worker.kill()
    assert worker.process.stdin.closed
    worker.errors.close()


@pytest.mark.parametrize(("deaths", "kind"), [(1, "error"), (2, "died")])
def test_a_chapter_whose_worker_died_before_it_began_gets_another_one(monkeypatch, deaths, kind):
    """The chapter itself does not exist: a worker that lives says so."""
    born = []

    class Mortal(pool.Worker):
        def __init__(self, environment):
            super().__init__(environment)
            born.append(self)
            if len(born) <= deaths:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    monkeypatch.setattr(pool, "Worker", Mortal)
    events = []
    workers = pool.Pool(1, pool.environment_for((), 1), events.append, lambda: None)
    message = {"observe": {}, "timeout": 60, "notebook": "none.ipynb", "cwd": "/"}
    workers.run([pool.Job("chapter", cells=1, timeout=60, message=message)])
    assert [event.kind for event in events] == ["started", "started", "failed"]
    assert events[-1].values["kind"] == kind


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_nursery_ends_a_kernel_that_has_not_made_its_group_yet():
    ours, theirs = socket.socketpair()
    with ours:
        command = [sys.executable, "-c", SERVE, str(CODE), str(theirs.fileno())]
        serving = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        theirs.close()
        ours.sendall(b"{}\n")
        kernel = os.pidfd_open(int(ours.recv(64)))
    try:
        assert serving.wait(30) == 0
        assert select.select([kernel], [], [], 0)[0], "the kernel still runs"
    finally:
        serving.kill()
        os.close(kernel)


class Elsewhere(LocalProvisioner):
    """Starts kernels in a place of its own."""


@pytest.mark.parametrize(("provisioner", "forked"), [(LocalProvisioner, True), (Elsewhere, False)])
def test_a_kernel_that_starts_in_another_way_is_not_forked(monkeypatch, provisioner, forked):
    asked = []
    fork = SimpleNamespace(fork=lambda request: asked.append(request) or "kernel", kernel=None)
    monkeypatch.setattr(kernels, "nursery", fork)
    manager = kernels.ForkingManager(kernel_name="python3")
    manager.provisioner = provisioner()
    found = manager._fork([*kernels.LAUNCHER, "-f", "file"], env={"A": "b"}, cwd="/")
    assert (found == "kernel", len(asked)) == (forked, forked)


def test_the_nursery_leaves_nothing_that_a_kernel_must_have_of_its_own():
    """Random numbers and names differ from kernel to kernel, though one process forked them."""
    script = """
import os, random, runpy, sys, tempfile, uuid
nursery = runpy.run_path(sys.argv[1])
assert nursery["prepare"]()
for _ in range(2):
    if os.fork() == 0:
        print(random.random(), uuid.uuid4(), uuid.uuid1(), tempfile.mktemp())
        break
    os.wait()
"""
    command = [sys.executable, "-c", script, nursery.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    first, second = (line.split() for line in done.stdout.splitlines())
    assert all(a != b for a, b in zip(first, second, strict=True))
