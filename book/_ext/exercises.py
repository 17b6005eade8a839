"""Exercises that say what they train, the list of them all, and a switch for their solutions.

``{exercise} Title`` with ``:label:`` and ``:trains:``, both required, notes the exercise for
``{exercise-list}``, which shows all chapters' exercises in the book's order. With the environment
variable ``NNLAB_SOLUTIONS=hide`` the book is built without solutions, in the pages and in the
sources and notebooks that it offers. What ``{with-solutions}`` holds speaks of them, and goes with
them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import ClassVar

import nbformat
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx_exercise.directive import ExerciseDirective, SolutionDirective

VARIABLE = "NNLAB_SOLUTIONS"
SOLUTION = re.compile(
    r"^(`{3,})\{(?:solution|with-solutions)\}.*?^\1 *\n?", re.MULTILINE | re.DOTALL
)
ANY_SOLUTION = re.compile(r"^[ >]*(?:`{3,}|~{3,}|:{3,})\{solution", re.MULTILINE)


class Exercise(ExerciseDirective):
    """An exercise with a title and a line that says what it trains."""

    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[dict] = ExerciseDirective.option_spec | {
        "trains": directives.unchanged_required
    }

    def run(self) -> list[nodes.Node]:
        missing = [f":{name}:" for name in ("label", "trains") if name not in self.options]
        if missing:
            raise self.error(f"exercise: {' and '.join(missing)} missing")
        title, trains = (
            text.replace("'", "’") for text in (self.arguments[0], self.options["trains"])
        )
        noted = {"title": title, "trains": trains, "code": False}
        noted_here(self.env)[self.options["label"]] = noted
        return super().run()


class Solution(SolutionDirective):
    """A solution; notes whether it holds code."""

    def run(self) -> list[nodes.Node]:
        exercise = noted_here(self.env).get(self.arguments[0])
        if exercise:
            exercise["code"] = any("```python" in line for line in self.content)
        return super().run()


class WithSolutions(SphinxDirective):
    """Text that is true only while the solutions are shown."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return [] if self.config.hide_solutions else self.parse_content_to_nodes()


class ExerciseList(nodes.General, nodes.Element):
    """Stands for the list until each chapter has been read."""


class ListDirective(SphinxDirective):
    """``{exercise-list}``"""

    def run(self) -> list[nodes.Node]:
        self.env.exercise_list = self.env.docname
        return [ExerciseList()]


def _noted(env: BuildEnvironment) -> dict[str, dict[str, dict]]:
    """Document -> label -> title, what it trains, and whether its solution holds code."""
    if not hasattr(env, "exercises_noted"):
        env.exercises_noted = {}
    return env.exercises_noted


def noted_here(env: BuildEnvironment) -> dict[str, dict]:
    return _noted(env).setdefault(env.docname, {})


def forget(_: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _noted(env).pop(docname, None)


def rewrite(_: Sphinx, env: BuildEnvironment) -> list[str]:
    """The page with the list, where the list has changed."""
    now = repr([(name, _noted(env)[name], env.titles[name].astext()) for name in _order(env)])
    changed = now != getattr(env, "exercises_listed", now)
    env.exercises_listed = now
    page = getattr(env, "exercise_list", None)
    return [page] if changed and page in env.found_docs else []


def _order(env: BuildEnvironment) -> list[str]:
    """The documents with exercises, in the order of the book."""
    books = env.toctree_includes
    queue, ordered = [env.config.root_doc], []
    while queue:
        docname = queue.pop(0)
        ordered.append(docname)
        queue = [*books.get(docname, []), *queue]
    return [name for name in ordered if _noted(env).get(name)]


def show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(ExerciseList)):
        place.replace_self([_chapter(app, docname, name) for name in _order(app.env)])


def _chapter(app: Sphinx, page: str, docname: str) -> nodes.section:
    title = app.env.titles[docname].astext()
    link = make_refnode(app.builder, page, docname, "", nodes.Text(title))
    section = nodes.section(ids=[f"exercises-{docname.rpartition('/')[2]}"])
    section += nodes.title("", "", link)
    numbers = app.env.toc_fignumbers[docname]["exercise"]
    items = nodes.definition_list(classes=["exercise-list"])
    for label, noted in _noted(app.env)[docname].items():
        number = app.config.numfig_format["exercise"] % ".".join(map(str, numbers[label]))
        text = nodes.Text(f"{number}: {noted['title']}")
        term = nodes.term("", "", make_refnode(app.builder, page, docname, label, text))
        trains = f"{noted['trains']}{' With code.' if noted['code'] else ''}"
        definition = nodes.definition("", nodes.paragraph("", trains))
        items += nodes.definition_list_item("", term, definition)
    section += items
    return section


def _switch(_: Sphinx, config: Config) -> None:
    """Hide the solutions if the variable says so. Raises SystemExit for another value."""
    value = os.environ.get(VARIABLE, "show")
    if value not in ("show", "hide"):
        raise SystemExit(f"{VARIABLE} is {value!r}; it may be 'show' or 'hide'")
    config.hide_solutions = value == "hide"


def forget_words(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Start the search afresh where all pages are read: Sphinx keeps words that are in no page."""
    if app.builder.format == "html" and env.found_docs <= set(docnames):
        Path(app.outdir, "searchindex.js").unlink(missing_ok=True)


def without_solutions(text: str) -> str:
    """A chapter's Markdown without its solutions.

    Raises ExtensionError for one that is written in another way than the book's.
    """
    text = SOLUTION.sub("", text)
    if found := ANY_SOLUTION.search(text):
        line = text[found.start() :].partition("\n")[0]
        raise ExtensionError(
            f"a solution cannot be hidden: {line!r}. Begin it at the start of a line, with "
            "```{solution} and the label of its exercise."
        )
    return text


def clean(app: Sphinx, exception: Exception | None) -> None:
    """Take the solutions out of the sources and notebooks that the pages offer."""
    if exception or not app.config.hide_solutions:
        return
    offered = Path(app.outdir, "_sources")
    for path in sorted(offered.rglob("*.md")):
        path.write_text(without_solutions(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in sorted(offered.rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = without_solutions(cell.source)
        nbformat.write(notebook, path)


def setup(app: Sphinx) -> dict:
    app.setup_extension("sphinx_exercise")
    app.add_directive("exercise", Exercise, override=True)
    app.add_directive("solution", Solution, override=True)
    app.add_directive("with-solutions", WithSolutions)
    app.add_directive("exercise-list", ListDirective)
    app.connect("config-inited", _switch)
    app.connect("env-before-read-docs", forget_words)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", rewrite)
    app.connect("doctree-resolved", show)
    app.connect("build-finished", clean, priority=900)  # after the press has written downloads
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
