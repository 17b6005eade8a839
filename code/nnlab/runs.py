"""Finished runs on disk, so that none is ever repeated.

A run's key is made of the experiment, its setting, its data and the code they reach. The files
of one key lie in one folder; each holds a batch of seeds and is whole or absent.
"""

from __future__ import annotations

import os
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from nnlab.experiments.base import Experiment, History
from nnlab.identity import CODE, run_key


class DamagedRunWarning(UserWarning):
    """A stored file could not be read; it was set aside and its runs will be made again."""


class StoreError(OSError):
    """The store takes no file: it is read-only, full, or no folder. One line with the reason."""


class RunStore:
    """Histories by (experiment, setting, seed), in a folder.

    folder: where the files are; by default ``NNLAB_RUNS`` or ``.runs`` beside ``code``.
    """

    def __init__(self, folder: Path | None = None) -> None:
        default = os.environ.get("NNLAB_RUNS") or CODE.parent / ".runs"
        self.folder = Path(folder or default)

    def get(self, experiment: Experiment, setting: Any) -> tuple[list[int], History]:
        """All stored seeds of that key, ascending, and their history; ([], {}) if none is.

        Of what the batches hold, only what all of them hold: older ones may lack a measurement.
        """
        parts = [part for f in self._files(experiment, setting) if (part := _read(f)) is not None]
        if not parts:
            return [], {}
        seeds = np.concatenate([part.pop("seeds") for part in parts])
        # Two processes may have stored the same seed; the runs are equal, so keep either.
        unique, first = np.unique(seeds, return_index=True)
        names = [name for name in parts[0] if all(name in part for part in parts)]
        return unique.tolist(), {n: np.concatenate([p[n] for p in parts])[first] for n in names}

    def missing(self, experiment: Experiment, setting: Any, seeds: Sequence[int]) -> list[int]:
        """Those of ``seeds`` that have no stored run, in their order."""
        stored = set(self.get(experiment, setting)[0])
        return [seed for seed in seeds if seed not in stored]

    def put(
        self, experiment: Experiment, setting: Any, seeds: Sequence[int], history: History
    ) -> None:
        """Store a batch of finished runs: written aside, then renamed. Raises StoreError."""
        file = self._folder(experiment, setting) / f"{min(seeds)}-{max(seeds)}-{len(seeds)}.npz"
        with self._writing():
            _write(file, {"seeds": np.asarray(seeds, np.int64), **history})

    def require_writable(self) -> None:
        """Raise StoreError where the store takes no file at all."""
        with self._writing():
            self.folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.folder).close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"cannot write to the run store {self.folder}: {error.strerror or error}. "
                "Mend that, or name another folder in NNLAB_RUNS."
            ) from error

    def _folder(self, experiment: Experiment, setting: Any) -> Path:
        return self.folder / experiment.name / run_key(experiment, setting)[:32]

    def _files(self, experiment: Experiment, setting: Any) -> list[Path]:
        return sorted(self._folder(experiment, setting).glob("*.npz"))


def _write(file: Path, arrays: History) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=file.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as raw:
            np.savez_compressed(raw, **arrays)
        Path(aside).replace(file)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _read(file: Path) -> History | None:
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as content:
            return dict(content)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        warnings.warn(
            f"{file}: damaged ({error}); set aside, its runs will be made again.",
            DamagedRunWarning,
            stacklevel=2,
        )
        file.replace(file.with_suffix(".damaged"))
        return None
