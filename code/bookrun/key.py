"""What a chapter's outputs depend on, and what of it has changed.

Two halves. The *static* half is known before a run: cells, parameters, modules found by reading
import statements. The *observed* half is known after one: files read, libraries and modules
really loaded. A stored run is current if its static half is today's and each thing that it
observed is as it was.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import inspect
import json
import os
import platform
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from bookrun import source
from bookrun.chapters import Chapter
from bookrun.config import Settings
from bookrun.errors import BookError
from importwalk import Reach, fingerprint

FORMAT = 1  # of the key; runs with another one are not looked at
# Tags that change what is executed. All other cell metadata is presentation.
EXECUTION_TAGS = frozenset({"parameters", "raises-exception", "skip-execution"})
ABSENT = "absent"


class Present:
    """The state of the project now. Each thing is looked at once."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self._identities: dict[frozenset[str], dict[str, str]] = {}
        self.digest = cache(self._digest)
        self.version = cache(_version)

    @cached_property
    def roots(self) -> tuple[Path, ...]:
        """The folders of the book's own packages."""
        return tuple(folder.resolve() for folder in self.settings.code)

    def _digest(self, place: str) -> str:
        """SHA-256 of a file, or of the names in a folder (a place that ends in a slash)."""
        path = self.settings.root / place
        try:
            if place.endswith("/"):
                names = sorted(p.name for p in path.iterdir() if not p.name.startswith((".", "_")))
                return hashlib.sha256(os.fsencode("\0".join(names))).hexdigest()
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ABSENT

    def place(self, path: str | Path) -> str:
        """A file's path relative to the book where it is inside, else absolute."""
        path = Path(path)
        for root in (self.settings.root, self.settings.root.resolve()):
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return path.as_posix()

    def identities(self, modules: Iterable[str]) -> dict[str, str]:
        """Identity of each data set that these modules use, as the configured function says.

        Raises BookError if that function cannot be called.
        """
        if self.settings.identities is None:
            return {}
        names = frozenset(modules)
        if names not in self._identities:
            self._identities[names] = _call(self.settings, names)
        return self._identities[names]

    def reach(self, chapter: Chapter) -> Reach:
        """What the chapter reaches. Raises CellError or SourceError."""
        return source.reach_of(chapter, self.roots)

    def static(self, chapter: Chapter, reach: Reach) -> dict[str, Any]:
        """The half of the key that is known before a run."""
        return {
            "format": FORMAT,
            "chapter": chapter.path.name,
            "cells": [_cell_digest(cell) for cell in chapter.code_cells],
            "kernel": chapter.notebook.metadata.get("kernelspec", {}).get("name", "python3"),
            "parameters": dict(chapter.parameters),
            "modules": {self.place(p): self.digest(self.place(p)) for p in reach.modules.values()},
            "python": platform.python_version(),
            "environment": {name: os.environ.get(name) for name in self.settings.environment},
        }

    def observed(self, chapter: Chapter, reach: Reach, report: Mapping[str, Any]) -> dict:
        """The half of the key that a run reported."""
        loaded = {name: file for name, file in report["modules"].items() if file}
        inside = [self.settings.root, *self.roots]
        anywhere = [*inside, *filter(os.path.isabs, report["path"])]
        own = {
            name: Path(file)
            for name, file in loaded.items()
            if _is_own(file, inside if name.partition(".")[0] in _packages() else anywhere)
        }
        walked = {self.place(path) for path in reach.modules.values()}
        extra = {self.place(path) for path in own.values()} - walked
        names = sorted({*reach.modules, *own})
        written = set(report["written"])
        inputs = {self.place(path) for path in report["read"] if path not in written}
        inputs |= {self.place(path) + "/" for path in report["listed"]}
        inputs -= {*walked, *extra, self.place(chapter.path)}
        tops = {name.partition(".")[0] for name in report["modules"]}
        tops -= {name.partition(".")[0] for name in own}
        return {
            "modules": {place: self.digest(place) for place in sorted(extra)},
            "module names": names,
            "libraries": {
                name: self.version(name) for name in _distributions(tops | set(reach.libraries))
            },
            "inputs": {place: self.digest(place) for place in sorted(inputs)},
            "data": self.identities(names),
        }

    def direct_libraries(self, reach: Reach) -> dict[str, str | None]:
        """Version of each library that the reach imports by name."""
        return {name: self.version(name) for name in _distributions(reach.libraries)}

    def refreshed(self, observed: Mapping[str, Any]) -> dict[str, Any]:
        """The same observed things, as they are now."""
        return {
            "modules": {place: self.digest(place) for place in observed["modules"]},
            "module names": observed["module names"],
            "libraries": {name: self.version(name) for name in observed["libraries"]},
            "inputs": {place: self.digest(place) for place in observed["inputs"]},
            "data": self.identities(observed["module names"]),
        }


def digest_of(parts: Any) -> str:
    """SHA-256 of anything that JSON can hold, file names that are not UTF-8 among them."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def printable(place: str) -> str:
    """A file's name as text that can be written anywhere, though it be not UTF-8."""
    return place.encode(errors="surrogateescape").decode(errors="replace")


def code_fingerprint(settings: Settings, *halves: Mapping[str, Any]) -> str:
    """One digest for all own modules in these halves of a key."""
    places = [place for half in halves for place in half["modules"]]
    return fingerprint({place: settings.root / place for place in places})


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Why a run with key ``old`` does not serve ``new``, a phrase each."""
    before, now = old["static"], new["static"]
    if before["kernel"] != now["kernel"]:
        yield f"kernel {before['kernel']} → {now['kernel']}"
    if before["chapter"] != now["chapter"]:
        yield f"file {before['chapter']} → {now['chapter']}"
    if before["python"] != now["python"]:
        yield f"Python {before['python']} → {now['python']}"
    yield from _cells(before["cells"], now["cells"])
    yield from _values("parameter", before["parameters"], now["parameters"])
    yield from _values("environment variable", before["environment"], now["environment"])
    yield from _files("module", before["modules"], now["modules"])
    seen, today = old["observed"], new["observed"]
    yield from _files("module", seen["modules"], today["modules"])
    yield from _values("library", seen["libraries"], today["libraries"])
    yield from _files("input", seen["inputs"], today["inputs"])
    yield from _values("data", seen["data"], today["data"])


def _cells(before: list[str], now: list[str]) -> Iterator[str]:
    if len(before) != len(now):
        yield f"code cells: {len(before)} → {len(now)}"
        return
    changed = [str(n) for n, (a, b) in enumerate(zip(before, now, strict=True), 1) if a != b]
    if changed:
        yield f"code cell {', '.join(changed)} changed"


def _values(kind: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        if old != new:
            yield f"{kind} {name}: {_short(old)} → {_short(new)}"


def _files(kind: str, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        place = printable(name)
        if new is None:
            yield f"{kind} {place} is no longer reached"
        elif old is None:
            yield f"{kind} {place} is now reached"
        elif new == ABSENT:
            yield f"{kind} {place} is gone"
        elif old == ABSENT:
            yield f"{kind} {place} now exists"
        else:
            yield f"{kind} {place} changed"


def _short(value: Any) -> str:
    if value is None:
        return "none"
    text = str(value)
    is_digest = len(text) >= 40 and all(c in "0123456789abcdef" for c in text)
    return text[:12] if is_digest else text


def _cell_digest(cell: Any) -> str:
    tags = sorted(EXECUTION_TAGS.intersection(cell.metadata.get("tags", [])))
    return digest_of([cell.source, tags])


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _distributions(tops: Iterable[str]) -> list[str]:
    table = _packages()
    return sorted({found.name for top in tops for found in table.get(top, ())})


@cache
def _packages() -> Mapping[str, list[importlib.metadata.Distribution]]:
    """Top-level name -> the distributions that installed it.

    As ``importlib.metadata.packages_distributions``, which also asks the disk whether each file
    of each library is there: ten times slower, while chapters wait for their turn.
    """
    table: dict[str, list[importlib.metadata.Distribution]] = {}
    for distribution in importlib.metadata.distributions():
        for top in _top_level(distribution):
            table.setdefault(top, []).append(distribution)
    return table


def _top_level(distribution: importlib.metadata.Distribution) -> set[str]:
    """The names that a distribution says to install, or those its list of files begins with."""
    if said := distribution.read_text("top_level.txt"):
        return set(said.split())
    lines = (distribution.read_text("RECORD") or "").splitlines()
    first = {line.partition(",")[0].partition("/")[0] for line in lines}
    modules = {inspect.getmodulename(name) or name for name in first} - {"__pycache__"}
    return {name for name in modules if "." not in name}


@cache
def _library_folders() -> tuple[str, ...]:
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {sysconfig.get_path(kind) for kind in kinds}
    folders |= {*site.getsitepackages(), site.getusersitepackages()}
    return tuple(os.path.realpath(folder) + os.sep for folder in folders)


def _is_own(file: str, places: Iterable[str | Path]) -> bool:
    """Whether a module is the author's: below one of the places, and not in a library folder.

    Modules that a library generates in a temporary folder are below none of them.
    """
    path = os.path.realpath(file)
    if not path.endswith(".py") or path.startswith(_library_folders()):
        return False
    return any(path.startswith(os.path.realpath(place) + os.sep) for place in places)


def _call(settings: Settings, names: frozenset[str]) -> dict[str, str]:
    module, _, function = settings.identities.partition(":")
    for folder in reversed(settings.code):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    try:
        answer = getattr(importlib.import_module(module), function)(names)
    except Exception as error:  # another package's code: anything may come out of it
        raise BookError(
            f"bookrun_identities: {settings.identities} failed: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(answer, dict) or not all(isinstance(v, str) for v in answer.values()):
        raise BookError(
            f"bookrun_identities: {settings.identities} must return a dict of name to text, "
            f"not {answer!r}"
        )
    return answer
