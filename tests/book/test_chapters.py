"""Chapters through papermill, the way the README says, and their faults."""

from __future__ import annotations

import jupytext
import nbformat
import pytest

from tests.book.conftest import copy_book, run, toc
from tests.conftest import ROOT

pytestmark = pytest.mark.book


def chapters() -> list[str]:
    """The files of the table of contents that have code cells."""
    return [f for f in toc() if (ROOT / f"{f}.md").read_text().startswith("---\njupytext")]


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    return copy_book(tmp_path_factory.mktemp("chapters") / "book")


# The press executes every chapter with papermill. By hand a chapter has the same cells, as a test
# of the notebooks on offer makes sure, and none of them asks for the press, as one below does. So
# a few show the rest: Keras, PyTorch and data in a kernel that starts by itself, and a parameter.
BY_HAND = [
    ("book/one-run", "quick"),
    ("book/experiments/mirrored-mnist", "quick"),
    ("book/experiments/xnor", "report"),
]


def require_quiet(path):
    """The notebook has outputs, and none is an error or a word on standard error."""
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert outputs
    for output in outputs:
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.text


@pytest.mark.parametrize("chapter", chapters())
def test_the_press_ran_each_chapter(built, chapter):
    require_quiet(built.html / "_sources" / f"{chapter}.ipynb")


def test_neither_chapters_nor_their_library_know_of_the_press():
    cells = {
        f: "\n".join(
            c.source for c in jupytext.read(ROOT / f"{f}.md").cells if c.cell_type == "code"
        )
        for f in chapters()
    }
    library = {str(p): p.read_text() for p in (ROOT / "code/nnlab").rglob("*.py")}
    assert [name for name, code in (cells | library).items() if "bookrun" in code.lower()] == []


@pytest.mark.parametrize(("chapter", "profile"), BY_HAND)
def test_chapter_by_hand(built, copied, chapter, profile):
    """Networks that the press has trained are not trained again, as after ``make book``."""
    stem = f"{profile}-{chapter.rpartition('/')[2]}"
    source, target = f"{stem}-in.ipynb", f"{stem}-out.ipynb"
    done = run("jupytext", "--to", "ipynb", "--output", source, f"{chapter}.md", cwd=copied)
    assert done.returncode == 0, done.stderr
    runs = {"NNLAB_RUNS": str(built.root / ".runs")}
    done = run("papermill", source, target, "-p", "profile", profile, cwd=copied, **runs)
    assert done.returncode == 0, done.stderr[-4000:]
    require_quiet(copied / target)


def test_unknown_profile_is_named(copied):
    run(
        "jupytext",
        "--to",
        "ipynb",
        "--output",
        "bad.ipynb",
        "book/experiments/xnor.md",
        cwd=copied,
    )
    done = run("papermill", "bad.ipynb", "out.ipynb", "-p", "profile", "quik", cwd=copied)
    assert done.returncode != 0
    assert "unknown profile 'quik'. Did you mean 'quick'? Known: quick, report." in done.stderr
