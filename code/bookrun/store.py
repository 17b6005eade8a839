"""Executed chapters on disk, each whole or absent.

A run is two files in ``runs/<chapter>/``: ``<id>.ipynb``, and ``<id>.json`` with the key, the
provenance and both checksums. The second is written last, so a run without it does not exist.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from bookrun.key import digest_of

KEPT = 5  # runs of one chapter with one set of parameters
KEPT_SECONDS = 30 * 24 * 3600  # how long runs of a chapter outlive it


@dataclass(frozen=True)
class Run:
    """One finished execution of a chapter.

    key:        what it depended on: ``{"static": ..., "observed": ...}``.
    provenance: how and when it was made.
    digest:     SHA-256 of the notebook's file.
    id:         SHA-256 of all of the above.
    """

    key: dict[str, Any]
    provenance: dict[str, Any]
    digest: str
    id: str
    path: Path

    def whole(self) -> bool:
        """Whether the notebook is the one that was stored."""
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest() == self.digest
        except OSError:
            return False

    def notebook(self) -> NotebookNode:
        """The executed notebook."""
        return nbformat.reads(self.path.read_text(encoding="utf-8"), as_version=4)


class Store:
    """The runs of one book, below ``folder``."""

    def __init__(self, folder: Path):
        self.folder = folder

    def runs(self, chapter: str) -> list[Run]:
        """The runs of a chapter whose description is undamaged, the last used first."""
        folder = self._folder(chapter)
        found = [(_age(path), run) for path in folder.glob("*.json") if (run := _load(path))]
        return [run for _, run in sorted(found, key=lambda item: item[0])]

    def add(
        self,
        chapter: str,
        key: Mapping[str, Any],
        provenance: Mapping[str, Any],
        notebook: NotebookNode,
    ) -> Run:
        """Store a run. Raises OSError if the disk does not take it; then nothing is left."""
        text = nbformat.writes(notebook)
        body = {
            "key": dict(key),
            "provenance": dict(provenance),
            "notebook": hashlib.sha256(text.encode()).hexdigest(),
        }
        name = digest_of(body)
        path = self._folder(chapter) / f"{name[:32]}.ipynb"
        write(path, text)
        try:
            write(path.with_suffix(".json"), json.dumps(body | {"id": name}))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Run(body["key"], body["provenance"], body["notebook"], name, path)

    def touch(self, run: Run) -> None:
        """Note that a run was used, so that it is collected later than others."""
        try:
            os.utime(run.path.with_suffix(".json"))
        except OSError:
            return  # a read-only store still serves

    def collect(self, chapters: set[str]) -> None:
        """Remove old runs, damaged ones, and those of chapters long gone."""
        for folder in (self.folder / "runs").glob("*/"):
            if folder.name not in {_slug(chapter) for chapter in chapters}:
                if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in _surplus(folder):
                path.unlink(missing_ok=True)

    def remove(self, chapter: str) -> None:
        """Forget each run of a chapter."""
        shutil.rmtree(self._folder(chapter), ignore_errors=True)

    def _folder(self, chapter: str) -> Path:
        return self.folder / "runs" / _slug(chapter)

    def failed(self, chapter: str) -> Path:
        """Where the notebook of a failed execution is kept."""
        return self.folder / "failed" / f"{_slug(chapter)}.ipynb"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _load(path: Path) -> Run | None:
    """The run that a file describes; None if the file is damaged."""
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        name = body.pop("id")
        if digest_of(body) != name:
            return None
        notebook = path.with_suffix(".ipynb")
        return Run(body["key"], body["provenance"], body["notebook"], name, notebook)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _surplus(folder: Path) -> Iterator[Path]:
    kept: dict[str, int] = {}
    good = set()
    for path in sorted(folder.glob("*.json"), key=_age):
        run = _load(path)
        if run is None:
            continue
        parameters = digest_of(run.key["static"]["parameters"])
        kept[parameters] = kept.get(parameters, 0) + 1
        if kept[parameters] <= KEPT:
            good |= {path, run.path}
    yield from (path for path in folder.iterdir() if path not in good)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _slug(chapter: str) -> str:
    """A folder name for a document, reversible and safe; long names end in a digest."""
    slug = quote(chapter, safe="")
    return slug if len(slug) <= 120 else f"{slug[:80]}-{digest_of(chapter)[:16]}"
