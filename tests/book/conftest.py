"""The book, built once from a copy of the repository, for all tests that look at it."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.book.screenshots import FLAGS, chromium
from tests.conftest import ROOT, made_once, need

PARTS = ("book", "code", "records", "_config.yml", "_toc.yml")


def toc() -> list[str]:
    """The documents of the table of contents, in the order of the book."""
    table = yaml.safe_load((ROOT / "_toc.yml").read_text())
    return [table["root"], *(c["file"] for part in table["parts"] for c in part["chapters"])]


def copy_book(folder: Path) -> Path:
    """What a build needs, in a folder of its own, with no cache."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            skip = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.ipynb")
            shutil.copytree(source, folder / part, ignore=skip)
        else:
            shutil.copy(source, folder / part)
    return folder


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run a command of the environment that runs the tests, on the copy's own code."""
    bin_folder = Path(sys.executable).parent
    env = os.environ | {"PYTHONPATH": str(cwd / "code"), "NO_COLOR": "1"} | environment
    env["PATH"] = f"{bin_folder}{os.pathsep}{env['PATH']}"
    return subprocess.run(
        [str(c) for c in command], cwd=cwd, capture_output=True, text=True, env=env
    )


def extension(monkeypatch: pytest.MonkeyPatch, name: str) -> ModuleType:
    """A module of ``book/_ext``, as Sphinx imports it."""
    monkeypatch.syspath_prepend(str(ROOT / "book/_ext"))
    return importlib.import_module(name)


@dataclass(frozen=True)
class Built:
    """root: the copy; html: its pages; log: what the build printed."""

    root: Path
    html: Path
    log: str

    def pages(self) -> list[Path]:
        return sorted((self.html / "book").rglob("*.html"))

    def page(self, name: str) -> str:
        """The HTML of a document, such as "book/one-run"."""
        return (self.html / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Built:
    """Built by the first worker that asks; the others wait for it."""
    with made_once(tmp_path_factory, "pages") as (folder, fresh):
        root, log = folder / "a copy of the book", folder / "build.log"
        if fresh:
            copy_book(root)
            done = run("jupyter-book", "build", ".", "-W", "-n", "--keep-going", cwd=root)
            assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-8000:]
            log.write_text(done.stdout + done.stderr)
    return Built(root, root / "_build" / "html", log.read_text())


@pytest.fixture(scope="session")
def browser():
    found = chromium()
    need(found, "a Chromium, which .ci/run installs")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
