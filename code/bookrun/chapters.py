"""The documents of a book, and those among them that hold code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import yaml
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode
from sphinx.util.matching import patmatch
from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

from bookrun import parameters
from bookrun.config import Settings
from bookrun.errors import BookError

SUFFIXES = (".md", ".ipynb")


@dataclass(frozen=True)
class Chapter:
    """A document with code cells, its parameters already set to the values asked for.

    name:       document name, as in the table of contents.
    path:       its file.
    notebook:   the cells to execute.
    parameters: the values asked for (the profile among them).
    """

    name: str
    path: Path
    notebook: NotebookNode
    parameters: dict[str, Any]

    @property
    def code_cells(self) -> list[NotebookNode]:
        """The code cells, in order."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    def line_of(self, number: int) -> int | None:
        """Line in a text notebook where code cell ``number`` (from 1) begins."""
        lines = self.notebook.metadata.get("source_map")
        if not lines:
            return None
        places = [i for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code"]
        return lines[places[number - 1]]


def document_names(settings: Settings) -> list[str]:
    """Names of the documents in the table of contents, in its order.

    Raises BookError if the table is missing or malformed.
    """
    try:
        site_map = parse_toc_yaml(settings.toc)
    except FileNotFoundError as error:
        raise BookError(f"no table of contents: {settings.toc} is missing") from error
    except (MalformedError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise BookError(f"{settings.toc} is not a table of contents: {error}") from error
    names = [_without_suffix(name) for name in site_map]
    globs = site_map.globs()
    if globs:
        files = (path for path in _files(settings.root) if path.suffix in SUFFIXES)
        found = (path.with_suffix("").as_posix() for path in files)
        names += sorted(name for name in found if any(patmatch(name, g) for g in globs))
    return list(dict.fromkeys(names))


def find(settings: Settings, name: str) -> Path:
    """The file of a document. Raises BookError if there is none."""
    for suffix in (*SUFFIXES, ".rst", ".txt"):
        path = settings.root / f"{name}{suffix}"
        if path.is_file():
            return path
    raise BookError(
        f"{settings.toc.name} lists {name!r}, but there is no {name}.md or {name}.ipynb"
    )


def read_chapter(settings: Settings, name: str, extra: Mapping[str, Any]) -> Chapter | None:
    """The chapter of that name, or None if the document has no code to execute.

    extra: values for parameters besides the profile.
    Raises BookError if the file is missing, unreadable, or lacks a parameter asked for.
    """
    path = find(settings, name)
    if path.suffix not in SUFFIXES:
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BookError(f"cannot read {path}: {error}") from error
    notebook = parse(text, path, settings)
    if notebook is None or not is_executed(notebook, path, settings):
        return None
    if not any(cell.cell_type == "code" for cell in notebook.cells):
        return None
    values = wanted(settings, notebook, extra)
    if values:
        parameters.check(name, notebook, values)
        cell = parameters.parameters_cell(notebook)
        cell.source = parameters.with_values(cell.source, values)
    return Chapter(name, path, notebook, values)


def parse(
    text: str, path: Path, settings: Settings, config: MdParserConfig | None = None
) -> NotebookNode | None:
    """The notebook in a source text, or None if the text is not a notebook.

    config: how Markdown is parsed; by default with the extensions of the settings.
    Raises BookError if it claims to be a notebook and cannot be read.
    """
    try:
        if path.suffix == ".ipynb":
            return nbformat.reads(text, as_version=4)
        if not is_myst_markdown_notebook(text):
            return None
        config = config or MdParserConfig(enable_extensions=set(settings.extensions))
        return read_myst_markdown_notebook(text, config, add_source_map=True, path=path)
    except Exception as error:  # the readers raise many kinds, some of them private
        raise BookError(f"{path} cannot be read as a notebook: {error}") from error


def is_executed(notebook: NotebookNode, path: Path, settings: Settings) -> bool:
    """Whether the configuration and the notebook's own header let it be executed."""
    if not settings.executes:
        return False
    header = notebook.metadata.get("mystnb") or {}
    if header.get("execution_mode") in ("off", False):
        return False
    return not any(PurePosixPath(path).match(pattern) for pattern in settings.excluded)


def wanted(settings: Settings, notebook: NotebookNode, extra: Mapping[str, Any]) -> dict[str, Any]:
    """The parameter values that this chapter is to run with.

    A chapter whose header says ``bookrun: {profile: false}`` is the same in each profile.
    """
    own = notebook.metadata.get("bookrun") or {}
    values = {}
    if settings.profile is not None and own.get("profile") is not False:
        values["profile"] = settings.profile
    return values | dict(extra)


def with_parameters(text: str, path: Path, notebook: NotebookNode, values: Mapping[str, Any]):
    """The source text with the parameters set, line numbers kept.

    Raises BookError if the cell cannot be found in the text.
    """
    cell = parameters.parameters_cell(notebook)
    source = parameters.with_values(cell.source, values)
    if source == cell.source:
        return text
    if path.suffix == ".ipynb":
        cell.source = source
        return nbformat.writes(notebook)
    lines = text.splitlines()
    old, new = cell.source.split("\n"), source.split("\n")
    start = notebook.metadata["source_map"][notebook.cells.index(cell)]
    for first in range(start, len(lines) - len(old) + 1):
        if lines[first : first + len(old)] == old:
            lines[first : first + len(old)] = new
            return "\n".join(lines) + "\n"
    raise BookError(f"{path}: write the parameters cell without indentation")


def _without_suffix(name: str) -> str:
    for suffix in (*SUFFIXES, ".rst", ".txt"):
        name = name.removesuffix(suffix)
    return name


def _files(root: Path) -> Iterable[Path]:
    for path in root.rglob("*"):
        relative = path.relative_to(root)
        if not any(part.startswith((".", "_")) for part in relative.parts) and path.is_file():
            yield relative
