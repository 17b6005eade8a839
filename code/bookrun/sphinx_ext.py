"""The Sphinx extension: executes before reading, then lets Sphinx find only whole results."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.read import NbParserConfig
from myst_nb.ext.glue.utils import PendingGlueReference
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from bookrun import chapters, lock, pages, report, seed
from bookrun.config import OPTIONS, Settings, settings_from
from bookrun.errors import BookError
from bookrun.key import digest_of
from bookrun.press import Press
from bookrun.progress import Progress
from bookrun.store import Run, write

LATE = 900  # after MyST-NB and the table of contents have set themselves up
EARLY = 400  # before the theme draws its buttons
AROUND = ""  # among the documents that pages show: what surrounds them all


def setup(app: Sphinx) -> dict[str, Any]:
    """Register settings, nodes and the steps of a build."""
    for name, (default, _) in OPTIONS.items():
        app.add_config_value(f"bookrun_{name}", default, "")
    pages.register(app)
    app.add_css_file("bookrun.css")
    build = Build(app)
    app.connect("config-inited", build.begin)
    app.connect("builder-inited", build.execute, priority=LATE)
    app.connect("env-get-outdated", build.outdated)
    app.connect("env-purge-doc", build.forget)
    app.connect("source-read", build.supply, priority=LATE)
    app.connect("doctree-read", build.complete)
    app.connect("env-updated", build.dependents, priority=LATE)
    app.connect("html-page-context", build.offer_download, priority=EARLY)
    app.connect("build-finished", build.finish)
    # Parallel reading would let two processes fill one notebook cache.
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}


def _speaking(step: Callable[..., Any]) -> Callable[..., Any]:
    """End the build with one clean message where a step meets a BookError or a full disk."""

    @wraps(step)
    def wrapper(*args: Any) -> Any:
        try:
            return step(*args)
        except BookError as error:
            raise SystemExit(f"bookrun: {error}") from error
        except OSError as error:
            raise SystemExit(f"bookrun: {error}") from error

    return wrapper


class Build:
    """One build of one book, from the reading of its configuration to its last page."""

    def __init__(self, app: Sphinx):
        self.app = app
        self.settings: Settings
        self.press: Press | None = None
        self.cache: tempfile.TemporaryDirectory[str]
        self.read: set[str] = set()

    @_speaking
    def begin(self, app: Sphinx, config: Config) -> None:
        """Check the settings and take the book's lock."""
        given = {f"bookrun_{name}": config[f"bookrun_{name}"] for name in OPTIONS}
        given |= {k: v for k, v in config.overrides.items() if k.startswith("bookrun_")}
        for name in ("nb_execution_mode", "nb_execution_excludepatterns"):
            given[name] = config[name]
        given["myst_enable_extensions"] = config.myst_enable_extensions
        given["external_toc_path"] = config.overrides.get("external_toc_path", "_toc.yml")
        self.settings = settings_from(Path(app.srcdir).resolve(), given)
        self.lock = lock.acquire(self.settings.store, Progress().say)
        self.cache = tempfile.TemporaryDirectory(dir=self.settings.store, prefix="work-")
        config.html_static_path.append(str(Path(__file__).with_name("bookrun.css")))

    @_speaking
    def execute(self, app: Sphinx) -> None:
        """Execute what is out of date. If anything fails the build ends; the HTML stays."""
        if not self.settings.executes:
            return
        self.press = Press(self.settings, self._names())
        self.press.execute(Progress())
        self.press.store.collect(set(self.press.states))
        if self.press.failures:
            colour = sys.stderr.isatty()
            raise SystemExit(report.failures(self.press.failures, colour=colour))
        config: NbParserConfig = app.env.mystnb_config
        app.env.mystnb_config = config.copy(
            execution_mode="cache", execution_cache_path=self.cache.name
        )

    def _names(self) -> list[str]:
        """The documents of the table of contents, then others that Sphinx would publish."""
        config = self.app.config
        excluded = [*config.exclude_patterns, *config.templates_path]
        found = self.app.project.discover(excluded, config.include_patterns)
        listed = []
        if "external_toc_path" in config:
            listed = chapters.document_names(self.settings)
        return [*listed, *sorted(found - set(listed))]

    @property
    def runs(self) -> dict[str, Run]:
        """The execution that serves each chapter."""
        states = self.press.states if self.press else {}
        return {name: state.run for name, state in states.items() if state.run}

    def outdated(self, _: Sphinx, env: BuildEnvironment, *_changes: set[str]) -> list[str]:
        """Pages to read again because what they show was executed again."""
        if self._half.exists():
            return sorted(env.found_docs)  # the last build died while it wrote pages
        before, now = self._published(), self._current()
        if before.get(AROUND) != now[AROUND]:
            return sorted(env.found_docs)
        changed = {name for name in {*before, *now} if before.get(name) != now.get(name)}
        pages_with_table = getattr(env, "bookrun_tables", set()) if changed else set()
        return sorted((changed | pages_with_table) & env.found_docs)

    def forget(self, _: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """A document is about to be read again, or is gone."""
        self._tables(env).discard(docname)
        self._glue(env).pop(docname, None)

    @_speaking
    def supply(self, app: Sphinx, docname: str, source: list[str]) -> None:
        """Set the parameters in the text and put the chapter's outputs into the cache."""
        self.read.add(docname)
        glue = Path(app.env.mystnb_config.output_folder, f"{docname}.glue.json")
        glue.unlink(missing_ok=True)  # MyST-NB leaves it when a chapter no longer glues
        path = Path(app.env.doc2path(docname))
        if self.press is None or path.suffix not in chapters.SUFFIXES:
            return
        run = self.runs.get(docname)
        if run is None:
            self._supply_text(source[0], path)
            return
        source[0] = self._text(docname, source[0], path)
        notebook = self._parse(source[0], path)
        seed.seed(
            Path(self.cache.name),
            _joined(docname, notebook, run),
            path,
            run.provenance["seconds"],
        )

    def _supply_text(self, text: str, path: Path) -> None:
        """MyST-NB would start a kernel even for a notebook without code."""
        notebook = self._parse(text, path)
        if notebook and not any(cell.cell_type == "code" for cell in notebook.cells):
            seed.seed(Path(self.cache.name), notebook, path, 0.0)

    def _parse(self, text: str, path: Path) -> nbformat.NotebookNode | None:
        return chapters.parse(text, path, self.settings, self.app.env.myst_config)

    def _text(self, docname: str, text: str, path: Path) -> str:
        values = self.press.states[docname].chapter.parameters
        if not values:
            return text
        return chapters.with_parameters(text, path, self._parse(text, path), values)

    def complete(self, app: Sphinx, doctree: nodes.document) -> None:
        """Add the provenance and the status table; note what is glued from elsewhere."""
        env, docname = app.env, app.env.docname
        glued = {node.refdoc for node in doctree.findall(PendingGlueReference)} - {docname}
        if glued:
            self._glue(env)[docname] = glued
        for node in list(doctree.findall(pages.StatusTable)):
            self._tables(env).add(docname)
            node.replace_self(pages.status_table(self.runs, self._unfollowed(), docname))
        run = self.runs.get(docname)
        if run is None:
            return
        executed = NbMetadataCollector.get_exec_data(env, docname) or {}
        if executed.get("runtime") != run.provenance["seconds"]:
            raise SystemExit(f"bookrun: {docname} was executed by MyST-NB instead of bookrun")
        section = doctree.next_node(nodes.section) or doctree
        section += pages.provenance(run)

    def _unfollowed(self) -> dict[str, list[str]]:
        """Chapter -> imports that reading could not follow."""
        states = self.press.states.values() if self.press else []
        return {state.name: found for state in states if (found := report.unfollowed(state))}

    @_speaking
    def dependents(self, _: Sphinx, env: BuildEnvironment) -> Iterable[str]:
        """Pages to write again because they show values glued in a page read again."""
        write(self._half, "")
        return [name for name, glued in self._glue(env).items() if glued & self.read]

    def offer_download(
        self, _: Sphinx, pagename: str, __: str, context: dict[str, Any], ___: nodes.document
    ) -> None:
        """Give the theme's download button the executed notebook."""
        if pagename in self.runs and context.get("page_source_suffix") == ".md":
            context["ipynb_source"] = f"{pagename}.ipynb"

    @_speaking
    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the downloads; only then note what the pages show."""
        if exception is None:
            if app.builder.format == "html" and app.config.html_copy_source:
                for docname, run in self.runs.items():
                    self._write_downloads(docname, run)
            write(self._shown, json.dumps(self._current()))
            self._half.unlink(missing_ok=True)
        self.cache.cleanup()
        self.lock.release()

    def _write_downloads(self, docname: str, run: Run) -> None:
        path = Path(self.app.env.doc2path(docname))
        folder = Path(self.app.outdir, "_sources")
        text = path.read_text(encoding="utf-8")
        shown = self._text(docname, text, path)
        if path.suffix == ".md" and shown != text:
            copied = folder / f"{docname}.md"
            if copied.is_file():
                write(copied, shown)
        executed = folder / f"{docname}.ipynb"
        if docname in self.read or path.suffix == ".ipynb" or not executed.is_file():
            notebook = seed.downloadable(self._parse(shown, path), run.notebook())
            write(executed, nbformat.writes(notebook))

    @property
    def _shown(self) -> Path:
        """Record of what the pages of this output folder show."""
        place = os.path.relpath(self.app.outdir, self.settings.root)
        return self.settings.store / f"shown-{digest_of(place)[:16]}.json"

    @property
    def _half(self) -> Path:
        """Exists while pages are being written."""
        return self._shown.with_suffix(".half")

    def _published(self) -> dict[str, str]:
        try:
            shown = json.loads(self._shown.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return shown if isinstance(shown, dict) else {}

    def _current(self) -> dict[str, str]:
        return {name: run.id for name, run in self.runs.items()} | {AROUND: self._around()}

    def _around(self) -> str:
        """Digest of the book's own static files, templates and extensions.

        Sphinx copies static files only when a page changed, and never looks at an extension again.
        """
        root = self.settings.root
        config = self.app.config
        places = [root / name for name in (*config.html_static_path, *config.templates_path)]
        modules = (extension.module for extension in self.app.extensions.values())
        places += [Path(file) for module in modules if (file := getattr(module, "__file__", None))]
        own = [p for p in places if p.is_relative_to(root) and not p.is_relative_to(sys.prefix)]
        files = sorted({file for p in own for file in (p.rglob("*") if p.is_dir() else [p])})
        return digest_of([[str(f), f.stat().st_mtime_ns] for f in files if f.is_file()])

    @staticmethod
    def _tables(env: BuildEnvironment) -> set[str]:
        if not hasattr(env, "bookrun_tables"):
            env.bookrun_tables = set()
        return env.bookrun_tables

    @staticmethod
    def _glue(env: BuildEnvironment) -> dict[str, set[str]]:
        if not hasattr(env, "bookrun_glue"):
            env.bookrun_glue = {}
        return env.bookrun_glue


def _joined(docname: str, notebook: nbformat.NotebookNode, run: Run) -> nbformat.NotebookNode:
    try:
        return seed.with_outputs(notebook, run.notebook())
    except seed.OutputsError as error:
        raise BookError(
            f"{docname} was edited while the book was being built ({error}); build again"
        ) from error
