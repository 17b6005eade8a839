"""Kernels of this worker: how they start, when they are ready, and how they end."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

LAUNCHER = [sys.executable, "-m", "ipykernel_launcher"]


class ForkedKernel:
    """A kernel that the nursery forked: as much of subprocess.Popen as jupyter_client uses.

    The nursery keeps the process id until the next kernel starts, so signals hit no other process.
    """

    stdin = stdout = stderr = None
    returncode: int | None = None

    def __init__(self, pid: int):
        self.pid = pid
        self.process = psutil.Process(pid)

    def poll(self) -> int | None:
        """None while it runs. How it ended, only the nursery could say."""
        if self.returncode is None and _has_ended(self.process):
            self.returncode = 0
        return self.returncode

    def wait(self) -> int:
        """Wait for its end."""
        while self.poll() is None:
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal the process alone; jupyter_client signals the group where it can."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Nursery:
    """The process that forks kernels (``bookrun.nursery``), seen from its worker."""

    def __init__(self, channel: int):
        self.channel = channel
        self.kernel: ForkedKernel | None = None

    def fork(self, request: dict[str, Any]) -> ForkedKernel | None:
        """A new kernel, or None if there cannot be one. The one before must have ended."""
        if self.kernel:
            end(self.kernel.process)
            self.kernel.wait()
        try:
            data = json.dumps(request).encode() + b"\n"
            while data:
                data = data[os.write(self.channel, data) :]
            answer = b""
            while not answer.endswith(b"\n"):
                answer += os.read(self.channel, 64) or b"0\n"
            self.kernel = ForkedKernel(int(answer)) if int(answer) else None
        except (OSError, psutil.NoSuchProcess):
            self.kernel = None
        return self.kernel

    def wait(self) -> None:
        """Wait for the end of the nursery."""
        poll = select.poll()
        poll.register(self.channel, 0)  # an end is reported without being asked for
        poll.poll()


nursery: Nursery | None = None


class KernelClient(AsyncKernelClient):
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


class KernelManager(AsyncKernelManager):
    """Starts a kernel by itself, as jupyter_client does."""

    def __init__(self, **settings: Any):
        super().__init__(**settings)
        self.client_factory = KernelClient

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the kernel together with all that it started, also in a session of its own."""
        kill()
        await super().shutdown_kernel(now, restart)


class ForkingManager(KernelManager):
    """Has the nursery fork the kernel, if it is one that the nursery can fork."""

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        kernel = self._fork(kernel_cmd, **kw)
        if kernel is None:
            await super()._async_launch_kernel(kernel_cmd, **kw)
            return
        # What LocalProvisioner.launch_kernel notes of the process that it starts.
        self.provisioner.process = kernel
        self.provisioner.pid = self.provisioner.pgid = kernel.pid
        self.provisioner.cwd = kw.get("cwd", Path.cwd())
        self._reconcile_connection_info(self.provisioner.connection_info)

    def _fork(
        self, kernel_cmd: list[str], env: dict[str, str], cwd: str | None = None, **_: Any
    ) -> ForkedKernel | None:
        # Variables of the kernel's own specification may be for the interpreter's start.
        if nursery is None or kernel_cmd[:3] != LAUNCHER or self.kernel_spec.env:
            return None
        if type(self.provisioner) is not LocalProvisioner:  # which starts it its own way
            return None
        parent = {"JPY_PARENT_PID": str(os.getppid())}
        return nursery.fork(
            {"arguments": kernel_cmd[3:], "env": env | parent, "cwd": cwd or str(Path.cwd())}
        )


def running() -> list[psutil.Process]:
    """The processes of kernels."""
    forked = nursery and nursery.kernel
    alive = [forked.process] if forked and forked.poll() is None else []
    return [*psutil.Process().children(), *alive]


def kill() -> None:
    """Kill each kernel with its process group and whatever else it started."""
    for kernel in running():
        end(kernel)


def end(kernel: psutil.Process) -> None:
    """Kill a kernel with its process group and whatever else it started."""
    below = list(_descendants(kernel))
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(kernel.pid, signal.SIGKILL)
    for process in below:
        with suppress(psutil.Error):
            process.kill()


def _descendants(process: psutil.Process) -> Iterator[psutil.Process]:
    with suppress(psutil.Error):
        yield from (process, *process.children(recursive=True))


def _has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
