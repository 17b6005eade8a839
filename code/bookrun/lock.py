"""One build at a time in one book."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from bookrun.errors import BookError


def acquire(folder: Path, say: Callable[[str], None]) -> FileLock:
    """Take the book's lock; wait for it, and say so, while another build holds it.

    The operating system frees the lock when its holder dies.
    Raises BookError if the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("another build is at work in this book; waiting for it to finish")
            lock.acquire()
        for left in folder.glob("work-*"):  # by a build that was killed: nobody else is here
            shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise BookError(f"cannot write to {folder}: {error.strerror or error}") from error
    return lock
