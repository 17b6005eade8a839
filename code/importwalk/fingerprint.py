"""One digest for a set of modules."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from pathlib import Path


def fingerprint(modules: Mapping[str, Path], *, behaviour_only: bool = False) -> str:
    """SHA-256 (64 hex digits) of the modules' names and contents, in the order of names.

    modules: dotted name -> file, as ``Reach.modules`` gives it.
    behaviour_only: leave out what cannot change a result (comments, layout, docstrings),
        so that an edited docstring does not make a finished run look old.
    """
    digest = hashlib.sha256()
    for name, path in sorted(modules.items()):
        content = path.read_bytes()
        if behaviour_only:
            content = ast.dump(_without_docstrings(ast.parse(content))).encode()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return tree
