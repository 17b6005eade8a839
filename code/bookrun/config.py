"""Settings: what ``_config.yml`` says, checked."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bookrun.errors import BookError

# name -> (default, kind). Each is written `bookrun_<name>` under `sphinx: config:`.
OPTIONS: dict[str, tuple[Any, str]] = {
    "code": ([], "a list of folders"),
    "profile": (None, "a name"),
    "profiles": ([], "a list of names"),
    "identities": (None, "package.module:function"),
    "jobs": (None, "a whole number, at least 1"),
    "timeout": (600, "a number of seconds above 0"),
    "environment": ([], "a list of names"),
}
PROFILE_VARIABLE = "BOOKRUN_PROFILE"


@dataclass(frozen=True)
class Settings:
    """The settings of one book.

    root:        folder of ``_config.yml``.
    code:        folders that hold the book's own packages.
    profile:     value of each chapter's parameter ``profile``; None if the book has none.
    profiles:    the values allowed.
    identities:  ``package.module:function`` that identifies the data, or None.
    jobs:        chapters executed at once.
    timeout:     seconds that one whole chapter may take.
    environment: names of environment variables that results depend on.
    extensions:  MyST syntax extensions, which decide what is a code cell.
    excluded:    patterns of chapters that are never executed.
    executes:    False if the book turns execution off.
    toc:         path of the table of contents.
    """

    root: Path
    code: tuple[Path, ...] = ()
    profile: str | None = None
    profiles: tuple[str, ...] = ()
    identities: str | None = None
    jobs: int = 1
    timeout: float = 600
    environment: tuple[str, ...] = ()
    extensions: frozenset[str] = frozenset()
    excluded: tuple[str, ...] = ()
    executes: bool = True
    toc: Path = Path("_toc.yml")

    @property
    def store(self) -> Path:
        """Folder of executed chapters. `jupyter-book clean` spares its parent by design."""
        return self.root / "_build" / ".jupyter_cache" / "bookrun"

    @property
    def threads(self) -> int:
        """Threads for each kernel, the same however many chapters happen to be due."""
        return max(1, available_cores() // self.jobs)

    def with_profile(self, profile: str | None) -> Settings:
        """The same settings with another profile.

        Raises BookError, naming the known profiles, if this one is not among them.
        """
        if profile is None or profile == self.profile:
            return self
        if profile not in self.profiles:
            raise BookError(f"unknown profile {profile!r}; {_known(self.profiles)}")
        return replace(self, profile=profile)

    def changed(self, **values: Any) -> Settings:
        """The same settings with these values, where they are not None."""
        return replace(self, **{k: v for k, v in values.items() if v is not None})


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_settings(root: Path) -> Settings:
    """Read ``_config.yml`` as Jupyter Book reads it.

    Raises BookError if the file is missing or a setting is unknown or ill-typed.
    """
    from jupyter_book.config import get_final_config

    path = root / "_config.yml"
    if not path.is_file():
        raise BookError(f"no _config.yml in {root}: give the folder of the book")
    try:
        values, _ = get_final_config(
            user_yaml=path, sourcedir=root, cli_config={"latex_individualpages": False}
        )
    except yaml.YAMLError as error:
        raise BookError(f"{path} is not valid YAML: {error}") from error
    return settings_from(root, values)


def settings_from(root: Path, values: Mapping[str, Any]) -> Settings:
    """Settings from Sphinx configuration values.

    Raises BookError if a setting is unknown or ill-typed.
    """
    given = {
        name.removeprefix("bookrun_"): value
        for name, value in values.items()
        if name.startswith("bookrun_")
    }
    for name in given:
        if name not in OPTIONS:
            close = difflib.get_close_matches(name, OPTIONS, 1)
            hint = f"; did you mean bookrun_{close[0]}?" if close else ""
            raise BookError(f"unknown setting bookrun_{name} in _config.yml{hint}")
    checked = {
        name: _check(name, given.get(name, default)) for name, (default, _) in OPTIONS.items()
    }
    profiles = checked["profiles"] or ([checked["profile"]] if checked["profile"] else [])
    if checked["profile"] is None and profiles:
        checked["profile"] = profiles[0]
    if checked["profile"] is not None and checked["profile"] not in profiles:
        raise BookError(f"bookrun_profile: {checked['profile']!r} is unknown; {_known(profiles)}")
    settings = Settings(
        root=root,
        code=tuple(_folder(root, name) for name in checked["code"]),
        profile=checked["profile"],
        profiles=tuple(profiles),
        identities=checked["identities"],
        jobs=checked["jobs"] or available_cores(),
        timeout=checked["timeout"],
        environment=tuple(checked["environment"]),
        extensions=frozenset(values.get("myst_enable_extensions") or ()),
        excluded=tuple(values.get("nb_execution_excludepatterns") or ()),
        executes=values.get("nb_execution_mode") != "off",
        toc=root / values.get("external_toc_path", "_toc.yml"),
    )
    return settings.with_profile(os.environ.get(PROFILE_VARIABLE) or None)


def _check(name: str, value: Any) -> Any:
    default, kind = OPTIONS[name]
    if value is None and default is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    good = {
        "a list of folders": _is_names(value),
        "a list of names": _is_names(value),
        "a name": isinstance(value, str) and bool(value),
        "package.module:function": isinstance(value, str) and value.count(":") == 1,
        "a whole number, at least 1": number and isinstance(value, int) and value >= 1,
        "a number of seconds above 0": number and value > 0,
    }[kind]
    if not good:
        raise BookError(f"bookrun_{name} in _config.yml must be {kind}, not {value!r}")
    return value


def _is_names(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _folder(root: Path, name: str) -> Path:
    folder = root / name
    if not folder.is_dir():
        raise BookError(f"bookrun_code in _config.yml names {name!r}, which is not a folder")
    return folder


def _known(profiles: Any) -> str:
    return f"known: {', '.join(profiles)}" if profiles else "this book has no profiles"
