"""Cells as Python: IPython's own syntax translated, errors named by cell."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Sequence
from pathlib import Path

from bookrun.chapters import Chapter
from importwalk import Reach, SourceError, reach_of_source

# Cell magics whose body is Python in the notebook's own namespace.
TRANSPARENT = ("%%time", "%%timeit", "%%capture", "%%prun")


class CellError(Exception):
    """A code cell is not valid Python. ``cell`` is its number, from 1."""

    def __init__(self, cell: int, error: SyntaxError):
        super().__init__(f"{type(error).__name__}: {error.msg}")
        self.cell = cell
        self.traceback = "".join(traceback.format_exception_only(error)).rstrip()


def reach_of(chapter: Chapter, roots: Sequence[Path]) -> Reach:
    """What the chapter's cells reach under its own folder and the roots.

    Raises CellError or importwalk.SourceError if a cell or a module does not parse. A cell
    tagged ``raises-exception`` may be as wrong as it likes.
    """
    pieces = []
    for number, cell in enumerate(chapter.code_cells, start=1):
        try:
            pieces.append(python_of(cell.source))
        except SyntaxError as error:
            if "raises-exception" not in cell.metadata.get("tags", []):
                raise CellError(number, error) from error
    return reach_of_source("\n".join(pieces), [chapter.path.parent, *roots], chapter.path.name)


def python_of(source: str) -> str:
    """A cell as plain Python. Raises SyntaxError if it is not a valid cell."""
    first, _, rest = source.partition("\n")
    if first.split(" ")[0] in TRANSPARENT:
        source = rest
    try:
        ast.parse(source)
    except SyntaxError:
        # Imported only where needed: it costs as much as all the other work of `status`.
        from IPython.core.inputtransformer2 import TransformerManager

        source = TransformerManager().transform_cell(source)
        ast.parse(source, filename="<cell>")
    return source


__all__ = ["CellError", "SourceError", "python_of", "reach_of"]
