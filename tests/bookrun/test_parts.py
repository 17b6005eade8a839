"""Small parts, without kernels."""

from __future__ import annotations

import importlib.metadata
import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4
from toybook import CODE, HEADER, cell

from bookrun import chapters, parameters, seed
from bookrun.config import settings_from
from bookrun.errors import BookError
from bookrun.key import _packages
from bookrun.progress import Progress
from bookrun.source import python_of
from bookrun.store import Store

VALUES = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"])),
)


@given(VALUES, st.sampled_from(["1", '"سلام"', "[\n  1,\n  2,\n]", "f(\n  x)"]))
def test_parameter_is_replaced_and_lines_stay(value, old):
    source = f'ب = "é"; rate: float = {old}  # why\nother = 2'
    new = parameters.with_values(source, {"rate": value})
    assert new.count("\n") == source.count("\n")
    scope: dict = {}
    exec(new, scope)
    assert scope["rate"] == value
    assert type(scope["rate"]) is type(value)
    assert scope["other"] == 2


def test_equal_value_keeps_its_spelling():
    source = "profile = 'quick'"
    assert parameters.with_values(source, {"profile": "quick"}) == source
    assert parameters.with_values("n = 1", {"n": True}) == "n = True"


def test_parameters_in_a_text_notebook(tmp_path):
    settings = settings_from(tmp_path, {})
    path = tmp_path / "a.md"
    for options in ((":tags: [parameters]",), ("---", "tags: [parameters]", "---")):
        text = f"{HEADER}# A\n\n{cell('n = 1')}{cell('n = 1', *options)}{cell('n = 1')}"
        notebook = chapters.parse(text, path, settings)
        changed = chapters.with_parameters(text, path, notebook, {"n": 5})
        sources = [c.source for c in chapters.parse(changed, path, settings).cells[1:]]
        assert sources == ["n = 1", "n = 5", "n = 1"]
        assert changed.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("x = 1", "x = 1"),
        ("%%time\nx = 1", "x = 1"),
        ("%%capture out\nx = 1", "x = 1"),
    ],
)
def test_cells_as_python(source, python):
    assert python_of(source).strip() == python
    for magic in ("%matplotlib inline", "!ls", "%%bash\nls", "x = !ls", "len?"):
        assert "get_ipython" in python_of(magic)
    with pytest.raises(SyntaxError):
        python_of("def (")


def key(profile: str, cells: str = "a") -> dict:
    """The least that the store looks at."""
    return {"static": {"parameters": {"profile": profile}, "cells": [cells]}}


def test_store_keeps_the_last_used_of_each_profile(tmp_path):
    store = Store(tmp_path)
    notebook = v4.new_notebook()
    quick = store.add("a/b", key("quick"), {}, notebook)
    runs = [store.add("a/b", key("report", str(n)), {}, notebook) for n in range(8)]
    time.sleep(0.02)  # more than a tick of the file system's clock
    store.touch(runs[0])
    assert store.runs("a/b")[0].id == runs[0].id
    store.collect({"a/b"})
    left = {run.id for run in store.runs("a/b")}
    assert len(left) == 6
    assert {quick.id, runs[0].id, runs[7].id} <= left
    assert len(list((tmp_path / "runs").rglob("*.ipynb"))) == 6
    assert store.runs("a%2Fb") == []


def test_outputs_are_joined_only_to_the_code_that_made_them():
    ours = v4.new_notebook(cells=[v4.new_code_cell("x", metadata={"tags": ["hide-input"]})])
    done = v4.new_notebook(cells=[v4.new_code_cell("x", execution_count=1)])
    done.cells[0].outputs = [v4.new_output("stream", text="out")]
    merged = seed.with_outputs(ours, done)
    assert merged.cells[0].outputs[0].text == "out"
    assert merged.cells[0].metadata.tags == ["hide-input"]
    assert ours.cells[0].outputs == []
    ours.cells[0].source = "y"
    with pytest.raises(seed.OutputsError):
        seed.with_outputs(ours, done)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_redraws_one_line_for_each_running_chapter():
    stream = Terminal()
    progress = Progress(stream)
    progress.expect(2)
    progress.start("a", 3)
    progress.start("b", 1)
    progress.cell("a", 2)
    progress.tick()
    assert stream.getvalue() == "bookrun: a: cell 2 of 3, 0 s\nbookrun: b: cell 0 of 1, 0 s\n"
    progress.end("a", "done")
    assert "\x1b[2F\x1b[Jbookrun: a: done, 3 cells, 0.0 s (1/2)\n" in stream.getvalue()
    progress.close()
    assert stream.getvalue().endswith("\x1b[1F\x1b[J")


@pytest.mark.parametrize(
    "values",
    [
        {"bookrun_timeout": 0},
        {"bookrun_timeout": True},
        {"bookrun_profiles": "quick"},
        {"bookrun_profile": 3},
        {"bookrun_identities": "no-colon"},
        {"bookrun_code": ["missing"]},
        {"bookrun_profile": "a", "bookrun_profiles": ["b"]},
    ],
)
def test_ill_typed_settings_name_themselves(tmp_path, values, monkeypatch):
    monkeypatch.delenv("BOOKRUN_PROFILE", raising=False)
    with pytest.raises(BookError, match=next(iter(values))):
        settings_from(Path(tmp_path), values)


def test_top_level_names_lead_to_the_distributions_that_the_standard_library_finds():
    found = {top: sorted({d.name for d in places}) for top, places in _packages().items()}
    expected = importlib.metadata.packages_distributions()
    assert found == {top: sorted(set(names)) for top, names in expected.items()}


WATCH = """
import os, shutil, sys
sys.path.append(sys.argv[1])
from bookrun.observe import Observer
observer = Observer(os.getcwd(), [], "report")
sys.addaudithook(observer.hook)
open("data.json").read()
shutil.rmtree("old")
os.rename("one", "two")
os.truncate("three", 0)
os.remove(os.path.abspath("four"))
print(*sorted(os.path.relpath(path) for path in observer.written))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="an open folder has its name on Linux alone")
def test_a_file_that_is_removed_elsewhere_is_not_one_of_the_same_name_here(tmp_path):
    """shutil.rmtree names files by themselves, and the folder by its descriptor."""
    (tmp_path / "old").mkdir()
    for name in ("data.json", "old/data.json", "one", "three", "four"):
        (tmp_path / name).write_text("{}")
    command = [sys.executable, "-c", WATCH, str(CODE)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["four", "old/data.json", "one", "three", "two"]
