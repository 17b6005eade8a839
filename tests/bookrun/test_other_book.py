"""A book of another shape, without any setting of bookrun: it works as it is."""

from __future__ import annotations

import json

import nbformat
import pytest
from toybook import HEADER as PLAIN
from toybook import JUPYTER_BOOK, Toy, cell

pytestmark = pytest.mark.book

# Without the language, MyST-NB warns of each notebook that nobody executes.
HEADER = PLAIN.replace("  name: python3", "  name: python3\n  language: python")
CONFIG = """\
title: Other
sphinx:
  extra_extensions: [bookrun]
execute:
  exclude_patterns: ["never/*"]
"""
TOC = """\
format: jb-book
root: index
parts:
- caption: First
  chapters:
  - file: first/intro
    sections:
    - file: first/deep/nested.md
- caption: Second
  chapters:
  - file: second/note
  - file: second/words
  - glob: globbed/*
  - file: never/kept
  - file: still
"""


@pytest.fixture
def other(tmp_path) -> Toy:
    toy = Toy(tmp_path / "other", tmp_path / "log")
    toy.write("_config.yml", CONFIG)
    toy.write("_toc.yml", TOC)
    toy.write("index.md", "# Index\n\nText only.\n")
    note = "import os\nprint({0!r}, file=open(os.environ['TOY_LOG'], 'a'))\n"
    toy.write(
        "first/intro.md",
        f"{HEADER}# Intro\n\n{cell(note.format('intro') + 'import helper; helper.word()')}",
    )
    toy.write("first/helper.py", "def word():\n    return 'helper-1'\n")
    reading = "print(open(os.path.join(os.pardir, 'd.txt')).read())"
    toy.write(
        "first/deep/nested.md",
        f"{HEADER}# Nested\n\n{cell(note.format('nested') + reading)}",
    )
    toy.write("first/d.txt", "data-1")
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Note"),
            nbformat.v4.new_code_cell(note.format("note") + "print('from a notebook')"),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    toy.write("second/note.ipynb", nbformat.writes(notebook))
    toy.write("second/words.md", f"{HEADER}# Words\n\nA notebook without code.\n")
    bare = "---\nfile_format: mystnb\n---\n"
    toy.write("globbed/one.md", f"{bare}# Globbed\n\n{cell(note.format('globbed'))}")
    toy.write("never/kept.md", f"{HEADER}# Kept\n\n{cell(note.format('kept'))}")
    still = HEADER.replace("kernelspec", "mystnb:\n  execution_mode: 'off'\nkernelspec")
    toy.write("still.md", f"{still}# Still\n\n{cell(note.format('still'))}")
    return toy


def test_it_builds_and_rebuilds_exactly(other):
    other.book()
    assert other.executed() == ["globbed", "intro", "nested", "note"]
    assert "helper-1" in other.text("first/intro")
    assert "data-1" in other.text("first/deep/nested")
    assert "from a notebook" in other.text("second/note")
    executed = nbformat.reads(
        (other.root / "_build/html/_sources/second/note.ipynb").read_text(encoding="utf-8"), 4
    )
    assert executed.cells[1].outputs[0].text == "from a notebook\n"
    other.book()
    assert other.executed() == []
    other.edit("first/helper.py", "helper-1", "helper-2")
    other.edit("first/d.txt", "data-1", "data-2")
    other.book()
    assert other.executed() == ["intro", "nested"]
    assert "helper-2" in other.text("first/intro")
    assert "data-2" in other.text("first/deep/nested")


def test_notebook_edit_and_parameters(other):
    path = other.root / "second/note.ipynb"
    body = json.loads(path.read_text(encoding="utf-8"))
    body["cells"][1]["source"] = "speed = 3\n"
    body["cells"][1]["metadata"] = {"tags": ["parameters"]}
    body["cells"].append(nbformat.v4.new_code_cell("print('speed is', speed)"))
    path.write_text(json.dumps(body), encoding="utf-8")
    other.press("execute", "--chapters", "second/note", "-p", "speed", "9")
    stored = next((other.store / "runs/second%2Fnote").glob("*.ipynb"))
    assert "speed is 9" in stored.read_text(encoding="utf-8")


def test_document_outside_the_table_of_contents_is_no_exception(other):
    other.write(
        "orphan.md",
        f"{HEADER.replace('kernelspec', 'orphan: true' + chr(10) + 'kernelspec')}"
        f"# Orphan\n\n{cell('print(6 * 7)')}",
    )
    other.book()
    assert "42" in other.text("orphan")
    assert "How this page was made" in other.text("orphan")


def test_execution_turned_off(other):
    other.edit("_config.yml", "execute:\n", "execute:\n  execute_notebooks: 'off'\n")
    other.edit("globbed/one.md", "---\nfile_format: mystnb\n---\n", HEADER)
    other.book()
    assert other.executed() == []
    assert "no code to execute" in other.press("status").stdout


def test_other_builders_get_the_same_outputs(other):
    other.book("--builder", "singlehtml", check=False)
    other.executed()
    page = (other.root / "_build/singlehtml/index.html").read_text(encoding="utf-8")
    assert "helper-1" in page
    other.run([JUPYTER_BOOK, "build", str(other.root), "--builder", "latex"])
    latex = "".join(p.read_text() for p in (other.root / "_build/latex").glob("*.tex"))
    assert "helper\\PYGZhy{}1" in latex
    assert other.executed() == []
