"""The cell that holds a chapter's parameters, read and rewritten as source.

The new value is written into the cell itself, so that what runs, the page and both downloads
are one text: values computed further down in the same cell follow too.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from bookrun.errors import ParameterError

TAG = "parameters"


def parameters_cell(notebook: NotebookNode) -> NotebookNode | None:
    """The first code cell tagged ``parameters``, or None."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and TAG in cell.metadata.get("tags", []):
            return cell
    return None


def declared(source: str) -> dict[str, ast.expr]:
    """Name -> value expression of each top-level assignment to a plain name."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return {}  # the syntax error is reported when the chapter's code is walked
    found = {}
    for node in body:
        target = None
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target = node.target
        if isinstance(target, ast.Name):
            found[target.id] = node.value
    return found


def with_values(source: str, values: Mapping[str, Any]) -> str:
    """The cell's source with these parameters set. Equal values and line numbers stay."""
    edits = [
        (expression, values[name])
        for name, expression in declared(source).items()
        if name in values and not _is_literal(expression, values[name])
    ]
    lines = source.encode().split(b"\n")  # ast counts columns in bytes
    for node, value in sorted(edits, key=lambda edit: edit[0].lineno, reverse=True):
        first, last = node.lineno - 1, node.end_lineno - 1
        head, tail = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
        lines[first : last + 1] = [head + literal(value).encode() + tail] + [b""] * (last - first)
    return b"\n".join(lines).decode()


def literal(value: Any) -> str:
    """The value as Python source, strings in double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def check(name: str, notebook: NotebookNode, values: Mapping[str, Any]) -> None:
    """Raise ParameterError unless the chapter ``name`` declares each of these parameters."""
    cell = parameters_cell(notebook)
    if cell is None:
        example = "\n".join(f"    {key} = {literal(value)}" for key, value in values.items())
        raise ParameterError(
            f"{name} has no parameters cell, so it cannot be given {', '.join(values)}. "
            "Add one before its other code cells:\n\n"
            f"    ```{{code-cell}}\n    :tags: [{TAG}]\n{example}\n    ```\n"
        )
    known = declared(cell.source)
    for key in values:
        if key not in known and not _unparsed(cell.source):
            raise ParameterError(
                f"{name} has no parameter {key!r} in its parameters cell; "
                f"it has: {', '.join(known) or 'none'}"
            )


def _is_literal(node: ast.expr, value: Any) -> bool:
    try:
        present = ast.literal_eval(node)
    except ValueError:
        return False
    return present == value and type(present) is type(value)


def _unparsed(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return True
    return False
