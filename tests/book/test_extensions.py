"""Extensions on pages of our own, without a build."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from sphinx.errors import ConfigError, ExtensionError

from tests.book.conftest import extension


def sheets(*names):
    return "".join(f'<link rel="stylesheet" href="../_static/{n}?v=1" />' for n in names)


def joined(lean_pages, folder, pages, found=("a", "b")):
    """What a build that writes these pages joins; page -> its style sheets, in order."""
    lean = lean_pages.Lean()
    for page, names in pages.items():
        context = {}
        lean.hand_over(None, page, "page.html", context, None)
        tags = context["lean_styles"](sheets(*names))
        assert tags.count("stylesheet") == 1
    builder = SimpleNamespace(format="html", name="html")
    env = SimpleNamespace(found_docs=set(found))
    lean.write(SimpleNamespace(outdir=folder, builder=builder, env=env), None)
    return json.loads((folder / "_static/all.json").read_text())["css"]


@pytest.fixture
def lean_pages(monkeypatch, tmp_path):
    """The extension, with no font to cut and four style sheets in the folder of the pages."""
    module = extension(monkeypatch, "lean_pages")
    monkeypatch.setattr(module, "with_icons", lambda sheet, *_: sheet)
    (tmp_path / "_static").mkdir()
    for name in ("one", "two", "three", "own"):
        (tmp_path / f"_static/{name}.css").write_text(f"/* {name} */")
    return module


def test_sheets_of_one_page_keep_their_place(lean_pages, tmp_path):
    pages = {"a": ["one.css", "three.css"], "b": ["one.css", "two.css", "three.css", "own.css"]}
    found = joined(lean_pages, tmp_path, pages)
    assert found == ["one.css", "two.css", "three.css", "own.css"]


def test_a_build_of_one_page_keeps_what_the_others_need(lean_pages, tmp_path):
    joined(lean_pages, tmp_path, {"a": ["one.css"], "b": ["one.css", "own.css"]})
    assert joined(lean_pages, tmp_path, {"a": ["one.css", "two.css"]}) == [
        "one.css", "own.css", "two.css",
    ]  # fmt: skip
    assert "/* own */" in (tmp_path / "_static/all.css").read_text()
    assert joined(lean_pages, tmp_path, {}) == ["one.css", "own.css", "two.css"]


def test_a_build_of_all_pages_forgets_what_none_needs(lean_pages, tmp_path):
    joined(lean_pages, tmp_path, {"a": ["one.css"], "b": ["own.css"]})
    assert joined(lean_pages, tmp_path, {"a": ["one.css"], "b": ["two.css"]}) == [
        "two.css", "one.css",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scripts", "message"),
    [
        ("ledger.js", r"a: write scripts as a list of names: scripts: \[one\.js\]"),
        ('{"x": 1}', "a: write scripts as a list"),
        ('["lost.js"]', r"a: no script lost\.js in book/_static"),
    ],
)
def test_scripts_that_cannot_be_loaded_are_named(monkeypatch, scripts, message):
    app = SimpleNamespace(env=SimpleNamespace(metadata={"a": {"scripts": scripts}}))
    with pytest.raises(ConfigError, match=message):
        extension(monkeypatch, "page_scripts").add(app, "a")


def test_scripts_are_loaded_in_their_order(monkeypatch):
    loaded = []
    app = SimpleNamespace(
        env=SimpleNamespace(metadata={"a": {"scripts": '["widget.js", "explorer.js"]'}}),
        add_js_file=lambda name, **how: loaded.append((name, how)),
    )
    for page in ("a", "other"):
        extension(monkeypatch, "page_scripts").add(app, page)
    assert loaded == [(name, {"defer": "defer"}) for name in ("widget.js", "explorer.js")]


def test_solutions_are_taken_out_of_a_source(monkeypatch):
    without = extension(monkeypatch, "exercises").without_solutions
    solution = "````{solution} label\n\nHidden.\n\n```python\n1\n```\n````\n"
    assert without(f"Before.\n{solution}After.\n{solution}") == "Before.\nAfter.\n"


@pytest.mark.parametrize(
    "start", [":::{solution} a", "  ```{solution} a", "```{solution-start} a"]
)
def test_a_solution_that_would_not_be_hidden_stops_the_build(monkeypatch, start):
    without = extension(monkeypatch, "exercises").without_solutions
    with pytest.raises(ExtensionError, match="a solution cannot be hidden"):
        without(f"Before.\n\n{start}\nHidden.\n:::\n")
