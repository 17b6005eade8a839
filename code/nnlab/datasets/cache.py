"""The user's cache folder, and arrays kept in it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import numpy as np
import platformdirs


def folder() -> Path:
    """``NNLAB_CACHE``, or the operating system's cache folder for this user. May not exist."""
    return Path(os.environ.get("NNLAB_CACHE") or platformdirs.user_cache_dir("nnlab"))


def code_version(*modules: ModuleType) -> str:
    """Digest (12 hex digits) of the modules' source: part of the name of what they made."""
    digest = hashlib.sha256()
    for module in modules:
        digest.update(Path(module.__file__).read_bytes())
    return digest.hexdigest()[:12]


def save(name: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Keep arrays as ``<name>.npz``, whole or not at all.

    A cache that cannot be written costs time and nothing else, so that is no error.
    """
    with contextlib.suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=folder(), suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, **arrays)
            Path(aside).replace(folder() / f"{name}.npz")
        finally:
            Path(aside).unlink(missing_ok=True)


def load(name: str, expected: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray] | None:
    """The uint8 arrays kept under that name, or None if they were never kept.

    expected: name -> shape. Pickled objects are never loaded.
    Raises ValueError, which names the file, if it is damaged or holds anything else.
    """
    try:
        with (
            (folder() / f"{name}.npz").open("rb") as raw,
            np.load(raw, allow_pickle=False) as content,
        ):
            arrays = {key: content[key] for key in expected}
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Exception as error:  # a damaged or hostile archive can make NumPy raise anything
        raise ValueError(f"{name}.npz in the cache is damaged ({error}).") from error
    for key, shape in expected.items():
        if arrays[key].shape != shape or arrays[key].dtype != np.uint8:
            raise ValueError(f"{name}.npz in the cache is damaged ({key} is not {shape} uint8).")
    return arrays
