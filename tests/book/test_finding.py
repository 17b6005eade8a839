"""The extensions that help to find the way, on a toy book: terms, exercises, index, buttons."""

from __future__ import annotations

import os
import re
import subprocess

import nbformat
import pytest
from nbclient import NotebookClient

from tests import forks
from tests.book.conftest import extension
from tests.bookrun.toybook import HEADER
from tests.conftest import ROOT

pytestmark = pytest.mark.book

CONFIG = f"""\
title: Toy
only_build_toc_files: true
repository:
  url: https://github.com/someone/some-book
  branch: main
execute:
  execute_notebooks: cache
sphinx:
  extra_extensions: [sphinx_exercise, bookrun]
  local_extensions:
    first_use: {ROOT}/book/_ext
    exercises: {ROOT}/book/_ext
    term_index: {ROOT}/book/_ext
    launch: {ROOT}/book/_ext
  config:
    launch_pages_branch: gh-pages
    numfig: true
"""
CHAPTER = """\
# Units

`unit`, [a unit](https://example.org) and $unit$ are in the same units as before. Two units, a loss
and {term}`loss`; a Unit again. Batch normalisation is no batch. {term}`Gains <gain>` and
{term}`gain`, but nothing gains patience.

```{code-cell}
open("executed", "a").write("x"); print("loss: 1")
```

## A derivation

```{index} chain rule; for units, backward pass
```

```{exercise} Don't peek
:label: exercise-toy
:trains: Patience.

Find the answer.
```

````{solution} exercise-toy
:class: dropdown

The answer is fortytwo.

```python
42
```
````

After the solution.
"""
GLOSSARY = """\
# Glossary

```{glossary}
unit
  One.

loss
  Two.

batch
  Three.

batch normalisation
  Four.

gain
  Five.

patience
  Six.
```
"""
LISTS = """\
# Lists

```{with-solutions}
Each answer is fortytwo.
```

```{exercise-list}
```

```{term-index}
```
"""


class Toy:
    def __init__(self, root):
        self.root, self.html = root, root / "_build/html"
        files = {
            "_config.yml": CONFIG,
            "_toc.yml": "format: jb-book\nroot: index\nchapters:\n- file: chapter\n"
            "- file: book/appendix/glossary\n- file: book/appendix/lists\n",
            "index.md": "# Toy\n\nNothing here.\n",
            "chapter.md": HEADER + CHAPTER,
            "book/appendix/glossary.md": GLOSSARY,
            "book/appendix/lists.md": LISTS,
        }
        for name, text in files.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def build(self, **environment):
        command = ["build", str(self.root), "-W", "-n", "--keep-going"]
        variables = os.environ | {"PYTHONPATH": str(ROOT / "code"), "NO_COLOR": "1"} | environment
        return forks.run("jupyter_book.cli.main", command, variables, timeout=240)

    def page(self, name):
        return (self.html / f"{name}.html").read_text()


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    toy = Toy(tmp_path_factory.mktemp("toy") / "book")
    done = toy.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return toy


def linked_terms(page):
    link = r'href="[^"]*#term-([\w-]+)"[^>]*><span class="[^"]*std-term">([^<]*)<'
    return re.findall(link, page)


def test_each_term_is_linked_at_its_first_use_and_nowhere_else(toy):
    assert linked_terms(toy.page("chapter")) == [
        ("unit", "units"),
        ("loss", "loss"),
        ("batch-normalisation", "Batch normalisation"),
        ("batch", "batch"),
        ("gain", "Gains"),
    ]
    assert "a loss\nand loss; a Unit" in re.sub(r"<[^>]*>", "", toy.page("chapter"))


def test_exercises_are_listed_with_what_they_train(toy):
    page = toy.page("book/appendix/lists")
    assert 'href="../../chapter.html#exercise-toy">Exercise 1: Don’t peek</a>' in page
    assert "Patience. With code." in page


def test_index_entries_lead_to_their_section(toy):
    page = toy.page("book/appendix/lists")
    link = r'<a [^>]*href="\.\./\.\./chapter\.html#a-derivation">A derivation \(Units\)</a>'
    assert re.search(rf"chain rule</p>\s*<ul>\s*<li><p>for units: {link}", page)
    assert re.search(rf"backward pass: {link}", page)
    assert re.search(r'patience: <a [^>]*href="glossary\.html#term-patience">Glossary</a>', page)
    assert '#a-derivation"' not in toy.page("search")
    index = (toy.html / "searchindex.js").read_text()
    assert '"a-derivation"' in index
    assert '"index-0"' not in index


def test_buttons_lead_to_binder_and_colab(toy):
    page = toy.page("chapter")
    binder = "https://mybinder.org/v2/gh/someone/some-book/main?urlpath=lab%2Ftree%2Fchapter.md"
    colab = "https://colab.research.google.com/github/someone/some-book/blob/gh-pages/"
    assert f'href="{binder}"' in page
    assert f'href="{colab}_colab/chapter.ipynb"' in page
    assert "mybinder" not in toy.page("book/appendix/glossary")
    offered = nbformat.read(toy.html / "_sources/chapter.ipynb", as_version=4)
    copy = nbformat.read(toy.html / "_colab/chapter.ipynb", as_version=4)
    assert "https://github.com/someone/some-book" in copy.cells[0].source
    assert copy.cells[1:] == offered.cells
    assert any(cell.get("outputs") for cell in copy.cells[1:])


def test_hidden_solutions_are_nowhere_and_come_back(toy):
    done = toy.build(NNLAB_SOLUTIONS="hide")
    assert done.returncode == 0, done.stdout + done.stderr
    texts = {path: path.read_bytes() for path in toy.html.rglob("*") if path.is_file()}
    assert not [path for path, text in texts.items() if b"fortytwo" in text]
    assert b"After the solution." in texts[toy.html / "_sources/chapter.md"]
    assert "Find the answer." in toy.page("chapter")
    assert "With code." in toy.page("book/appendix/lists")
    assert toy.build().returncode == 0
    assert "fortytwo" in toy.page("chapter")
    assert "Each answer is fortytwo." in toy.page("book/appendix/lists")
    for name in ("_sources/chapter.md", "_sources/chapter.ipynb", "_colab/chapter.ipynb"):
        assert "fortytwo" in (toy.html / name).read_text(), name
    assert (toy.root / "executed").read_text() == "x"


def test_a_misspelt_switch_and_an_exercise_without_its_line_are_errors(toy, tmp_path):
    done = toy.build(NNLAB_SOLUTIONS="hid")
    assert done.returncode != 0
    assert "NNLAB_SOLUTIONS is 'hid'; it may be 'show' or 'hide'" in done.stdout + done.stderr
    other = Toy(tmp_path / "other")
    other.write("chapter.md", "# One\n\n```{exercise} Bare\n:label: exercise-bare\nText.\n```\n")
    done = other.build()
    assert done.returncode != 0
    assert "exercise: :trains: missing" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("95 % of it", "95~% of it"),
        (" % after a glued number", "~% after a glued number"),
        ("1.2 ± 0.3", "1.2~±~0.3"),
        ("a % sign, 50%", "a % sign, 50%"),
        ("-0.5 (-1.2 to -0.1), [-20, 20]", "−0.5 (−1.2 to −0.1), [−20, 20]"),
        ("50-30-15 on 2026-11-25, hw2-q5, ten-2", "50-30-15 on 2026-11-25, hw2-q5, ten-2"),
        ("4e-16 at most, 1e-12.", "4~×~10⁻¹⁶ at most, 10⁻¹²."),
        ("2.5e+05 (-7e-09)", "2.5~×~10⁵ (−7~×~10⁻⁹)"),
        ("0e+00, 3.4e+01, 2e-03", "0, 34, 0.002"),
        ("code 7e0314, 817e7, x1e-3, 1e-3b", "code 7e0314, 817e7, x1e-3, 1e-3b"),
    ],
)
def test_a_number_is_set_with_its_signs(monkeypatch, typed, shown):
    printed = extension(monkeypatch, "numbers_as_printed").as_printed(typed)
    assert printed.replace("\N{NO-BREAK SPACE}", "~") == shown


@pytest.mark.parametrize(
    ("term", "is_used", "is_not"),
    [
        ("unit", "A unit. Units", "three-unit unity"),
        ("loss", "Losses", "lossy closs"),
        ("study", "studies", "studying"),
        ("ReLU", "ReLUs", "relu"),
        ("logits", "a logit", "logistic"),
        ("fan-in", "fan-in", "fan-in-out"),
        ("dead unit", "dead\nunits", "dead"),
        ("η", "the rate η", "ηs"),
        ("C++ code", "C++ codes", "CC code"),
    ],
)
def test_forms_of_a_term(monkeypatch, term, is_used, is_not):
    words = extension(monkeypatch, "first_use").pattern([term])
    assert words.search(is_used)
    assert not words.search(is_not)


@pytest.mark.parametrize(
    ("url", "binder", "colab"),
    [
        ("https://github.com/a/b.git", "gh/a/b/", True),
        ("https://gitlab.com/a/b/", "gl/a%2Fb/", False),
        ("https://git.example.org/b", "git/https%3A%2F%2Fgit.example.org%2Fb/", False),
    ],
)
def test_addresses_by_host(monkeypatch, url, binder, colab):
    launch = extension(monkeypatch, "launch")
    repository = launch.Repository(url.removesuffix(".git").rstrip("/"), "main")
    assert f"/v2/{binder}main?urlpath=lab%2Ftree%2Fx.md" in repository.on_binder("x.md")
    assert bool(repository.on_colab("gh-pages", "x.ipynb")) == colab
    assert (
        repository.on_colab("pages/new", "فصل یک.ipynb")
        == (
            "https://colab.research.google.com/github/a/b/blob/pages/new/"
            "%D9%81%D8%B5%D9%84%20%DB%8C%DA%A9.ipynb"
        )
        * colab
    )


def test_the_first_cell_on_colab_fetches_the_code(monkeypatch, tmp_path):
    """From a repository on this disk; what Colab lacks is here already, so no network is asked."""
    source = tmp_path / "source"
    (source / "code").mkdir(parents=True)
    (source / "code/fetched.py").write_text("VALUE = 42\n")
    author = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for command in (("init", "-q", "-b", "main"), ("add", "."), (*author, "commit", "-qm", "x")):
        subprocess.run(["git", *command], cwd=source, check=True)
    launch = extension(monkeypatch, "launch")
    cells = [launch.Repository(source.as_uri(), "main").fetch, "import fetched\nfetched.VALUE"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    folder = tmp_path / "colab"
    folder.mkdir()
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name="python3", resources=resources).execute()
    assert notebook.cells[1].outputs[0].data["text/plain"] == "42"
