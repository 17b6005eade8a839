"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: tests wait for browsers, kernels and limits of time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The PDF first: it takes minutes, and needs nothing but the built book."""
    items.sort(key=lambda item: item.path.name != "test_pdf.py")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20_26)


def need(tool: str | None, reason: str) -> None:
    """Skip the test where ``tool`` is missing; in CI, where it must be there, fail."""
    if tool:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}")
    pytest.skip(reason)


@contextmanager
def made_once(factory: pytest.TempPathFactory, name: str) -> Iterator[tuple[Path, bool]]:
    """A folder that all workers of this run share, and whether its content is still to be made.

    One worker at a time is within. What raises there is tried again by the next one, on an
    empty folder.
    """
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = base / name, base / f"{name}.done"
    with FileLock(base / f"{name}.lock"):
        fresh = not done.exists()
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        yield folder, fresh
        done.touch()
