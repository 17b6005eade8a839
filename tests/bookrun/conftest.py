"""Toy books, made anew for each test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import made_once
from toybook import Toy, fill


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """The toy book, nothing executed."""
    toy = Toy(tmp_path / "book", tmp_path / "log")
    fill(toy)
    return toy


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy book, built by the first worker that asks. Not to be touched: tests take copies."""
    with made_once(tmp_path_factory, "toy") as (folder, fresh):
        toy = Toy(folder / "book", folder / "log")
        if fresh:
            fill(toy)
            toy.book()
    return toy.root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Toy:
    """A built toy book of one's own, its pages as new."""
    shutil.copytree(built_once, tmp_path / "book")
    return Toy(tmp_path / "book", tmp_path / "log")


@pytest.fixture
def small_disk() -> Iterator[Callable[[Path, str], None]]:
    """Mounts a small file system in memory on a folder; skips where that is not allowed."""
    mounted: list[Path] = []

    def mount(folder: Path, options: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError:
            pytest.skip("no mount command")
        if done.returncode:
            pytest.skip("may not mount a file system here")
        mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
