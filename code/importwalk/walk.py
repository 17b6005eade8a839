"""Follow import statements, statically, through any number of modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Functions that import, or run a file, by a name that need not stand in the source.
DYNAMIC = frozenset(
    {"import_module", "__import__", "run_module", "run_path", "spec_from_file_location"}
)


class SourceError(Exception):
    """A file that the walk had to read is not valid Python. The text names file and line."""


@dataclass(frozen=True)
class Reach:
    """What a piece of Python reaches.

    modules:    dotted name -> file, for every module found under the roots.
    libraries:  top-level names imported from elsewhere, without the standard library.
    unfollowed: ``file:line: text`` of each import whose name is only known at run time.
    """

    modules: dict[str, Path]
    libraries: frozenset[str]
    unfollowed: tuple[str, ...]


def reach_of_source(source: str, roots: Sequence[Path], label: str = "<source>") -> Reach:
    """Reach of a piece of top-level source, such as the joined code cells of a chapter.

    roots: folders of packages, searched in order (as on ``sys.path``).
    label: how error messages name the source.
    Raises SourceError where the source, or a module that it reaches, does not parse.
    """
    return _walk([(tuple(_imports(_parse(source, label), "")), label)], {}, roots)


def reach_of_module(name: str, roots: Sequence[Path]) -> Reach:
    """Reach of one module under the roots, itself and its parent packages included.

    Raises ModuleNotFoundError if no root holds it, SourceError if a file does not parse.
    """
    found = dict(_own_modules(name, roots))
    if name not in found:
        places = ", ".join(str(root) for root in roots)
        raise ModuleNotFoundError(f"no module {name!r} under {places}", name=name)
    return _walk([_load(n, path) for n, path in found.items()], found, roots)


Imports = tuple[tuple[str | None, int], ...]  # (dotted name or None, line) of each


def _walk(
    pending: list[tuple[Imports, str]], modules: dict[str, Path], roots: Sequence[Path]
) -> Reach:
    libraries: set[str] = set()
    unfollowed: list[str] = []
    while pending:
        imports, label = pending.pop()
        for name, line in imports:
            if name is None:
                unfollowed.append(f"{label}:{line}: import of a name known only at run time")
                continue
            own = dict(_own_modules(name, roots))
            top = name.partition(".")[0]
            if not own and top not in sys.stdlib_module_names and not _is_package(top, roots):
                libraries.add(top)
            for found, path in own.items():
                if found not in modules:
                    modules[found] = path
                    pending.append(_load(found, path))
    return Reach(dict(sorted(modules.items())), frozenset(libraries), tuple(sorted(unfollowed)))


def _load(name: str, path: Path) -> tuple[Imports, str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    status = path.stat()
    return _imports_of(path, package, status.st_mtime_ns, status.st_size), str(path)


@cache
def _imports_of(path: Path, package: str, _mtime: int, _size: int) -> Imports:
    # Many chapters reach the same modules; time and size tell when to read one again.
    return tuple(_imports(_parse(path.read_bytes(), str(path)), package))


def _parse(source: str | bytes, label: str) -> ast.Module:
    try:
        return ast.parse(source, filename=label)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"{label}, line {line}" if line else label
        raise SourceError(f"{where}: {getattr(error, 'msg', error)}") from error


def _own_modules(name: str, roots: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """The files that ``import name`` runs: each package on the way, then the module."""
    parts = name.split(".")
    for root in roots:
        if not _is_package(parts[0], [root]):
            continue
        for depth in range(1, len(parts) + 1):
            stem = root.joinpath(*parts[:depth])
            for path in (stem / "__init__.py", stem.with_name(stem.name + ".py")):
                if path.is_file():
                    yield ".".join(parts[:depth]), path
                    break
        return


def _is_package(top: str, roots: Iterable[Path]) -> bool:
    return any((root / top).is_dir() or (root / f"{top}.py").is_file() for root in roots)


def _imports(tree: ast.AST, package: str) -> Iterator[tuple[str | None, int]]:
    """(dotted name, line) of each import; the name is None where only a run can tell it."""
    importers = DYNAMIC | _aliases(tree)
    for node in _executed_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            if not base:
                continue  # relative, out of any package: it fails when it runs
            yield base, node.lineno
            # `from package import name` runs package.name where that is a module.
            yield from (
                (f"{base}.{alias.name}", node.lineno) for alias in node.names if alias.name != "*"
            )
        elif isinstance(node, ast.Call) and _last_name(node.func) in importers:
            yield _literal_name(node), node.lineno


def _executed_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under ``if TYPE_CHECKING:``, which never run."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            pending.extend(node.orelse)
        else:
            pending.extend(ast.iter_child_nodes(node))


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if node.level > len(parts):
        return ""
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def _aliases(tree: ast.AST) -> set[str]:
    """Other names that the source gives to a function that imports."""
    return {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"importlib", "runpy"}
        for alias in node.names
        if alias.asname and alias.name in DYNAMIC
    }


def _last_name(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _literal_name(node: ast.Call) -> str | None:
    if not node.args or not isinstance(node.args[0], ast.Constant):
        return None
    if _last_name(node.func) in {"run_path", "spec_from_file_location"}:
        return None  # a file, or a name that the caller made up
    name = node.args[0].value
    if not isinstance(name, str) or name.startswith("."):
        return None
    return name
