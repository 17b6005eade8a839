"""Find the files of a data set: in ``NNLAB_DATA``, in the user's cache, or by download.

A file is taken only if its size and sha256 are right, and what is checked is what is parsed: the
bytes are read once. ``NNLAB_DATA`` is never written to.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnlab.datasets import cache, download
from nnlab.datasets.sources import File

_ORDER = ("NNLAB_DATA", "cache", "download")


class UnavailableError(Exception):
    """No source has the file. The text says why, in sentences.

    refused: the damaged or foreign files among the reasons.
    """

    def __init__(self, reasons: Sequence[str], refused: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.refused = tuple(refused)


class AbsentError(Exception):
    """The file is not in that folder."""


class RefusedError(Exception):
    """A file of that name is there, but it is not the right one."""


@dataclass(frozen=True)
class Obtained:
    """contents: the bytes of each file, in the order asked for; source: the last one used."""

    contents: tuple[bytes, ...]
    source: str
    refused: tuple[str, ...]


def obtain(files: Sequence[File]) -> Obtained:
    """The verified content of all files, downloaded where need be. Raises UnavailableError."""
    found = [_obtain(file) for file in files]
    return Obtained(
        tuple(content for content, _, _ in found),
        max((source for _, source, _ in found), key=_ORDER.index),
        tuple(text for _, _, refused in found for text in refused),
    )


def identity(files: Sequence[File]) -> str:
    """What the data set would be read from now, without a download.

    The sha256 of the file, or for several the sha256 of their sha256s; where a file is neither
    in ``NNLAB_DATA`` nor in the cache, "stand-in: " and the reason.
    """
    for file in files:
        faults = [_fault(file, source, folder) for source, folder in _folders()]
        if all(faults):
            return "stand-in: " + " ".join([*_unset(), *faults])
    if len(files) == 1:
        return files[0].sha256
    return hashlib.sha256("\n".join(file.sha256 for file in files).encode()).hexdigest()


def _obtain(file: File) -> tuple[bytes, str, list[str]]:
    """(content, source, what was refused on the way)"""
    reasons, refused = _unset(), []
    for source, folder in _folders():
        try:
            return _read(file, source, folder), source, refused
        except AbsentError as fault:
            reasons.append(str(fault))
        except RefusedError as fault:
            reasons.append(str(fault))
            refused.append(str(fault))
    try:
        result = download.fetch(file, cache.folder())
        if isinstance(result, Path):
            result = _read(file, "cache", cache.folder())
        return result, "download", refused
    except (download.DownloadError, AbsentError, RefusedError, OSError) as fault:
        raise UnavailableError([*reasons, str(fault)], refused) from fault


def _folders() -> Iterator[tuple[str, Path]]:
    if os.environ.get("NNLAB_DATA"):
        yield "NNLAB_DATA", Path(os.environ["NNLAB_DATA"])
    yield "cache", cache.folder()


def _unset() -> list[str]:
    return [] if os.environ.get("NNLAB_DATA") else ["NNLAB_DATA is not set."]


def _where(source: str) -> str:
    return "the cache" if source == "cache" else source


def _read(file: File, source: str, folder: Path) -> bytes:
    """The file's content. Raises AbsentError or RefusedError, one sentence, no machine paths."""
    path, name = folder / file.path, f"{file.path} in {_where(source)}"
    try:
        size = path.stat().st_size
        # Size first: neither a huge file nor a pipe is ever read.
        content = path.read_bytes() if size == file.size else b""
    except (FileNotFoundError, NotADirectoryError):
        raise AbsentError(f"There is no {name}.") from None
    except OSError as error:
        raise RefusedError(f"{name} cannot be read ({error.strerror}).") from error
    if size != file.size:
        raise RefusedError(f"{name} is refused: it has {size:,} bytes, not {file.size:,}.")
    digest = hashlib.sha256(content).hexdigest()
    if digest != file.sha256:
        raise RefusedError(
            f"{name} is refused: its sha256 is {digest[:12]}…, not {file.sha256[:12]}…."
        )
    return content


def _fault(file: File, source: str, folder: Path) -> str:
    """Why the file is not usable there; empty if it is."""
    try:
        status = (folder / file.path).stat()
        stamp = (status.st_size, status.st_mtime_ns)
    except OSError:
        stamp = (-1, -1)
    return _fault_of(file, source, folder, stamp)


@functools.lru_cache
def _fault_of(file: File, source: str, folder: Path, _stamp: tuple[int, int]) -> str:
    # The stamp is in the key of the cache: an unchanged file is hashed once.
    try:
        _read(file, source, folder)
    except (AbsentError, RefusedError) as fault:
        return str(fault)
    return ""
