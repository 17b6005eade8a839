"""The command: ``python -m bookrun execute|status|clean [PATH]``."""

from __future__ import annotations

import argparse
import ast
import shutil
import sys
from pathlib import Path
from typing import Any

from bookrun import lock, report
from bookrun.chapters import SUFFIXES, document_names
from bookrun.config import Settings, load_settings
from bookrun.errors import BookError
from bookrun.press import Press
from bookrun.progress import Progress
from bookrun.store import Store


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for wrong use."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options)
        names = _selected(settings, options.chapters)
        return options.command(settings, names, options)
    except BookError as error:
        print(f"bookrun: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bookrun: interrupted; finished chapters are kept", file=sys.stderr)
        return 130


def execute(settings: Settings, names: list[str], options: argparse.Namespace) -> int:
    """Execute what is out of date; write no HTML."""
    progress = Progress()
    with lock.acquire(settings.store, progress.say):
        press = Press(settings, names, dict(options.parameter))
        press.execute(progress)
        if not options.chapters:
            press.store.collect(set(names))
    if press.failures:
        print(report.failures(press.failures, colour=sys.stderr.isatty()), file=sys.stderr)
        return 1
    current = sum(state.run is not None for state in press.states.values())
    print(f"bookrun: {current} of {current} chapters up to date")
    return 0


def status(settings: Settings, names: list[str], options: argparse.Namespace) -> int:
    """Say which chapters are up to date, and why the others are not."""
    press = Press(settings, names, dict(options.parameter))
    print(report.states(press.states.values()))
    return 0


def clean(settings: Settings, names: list[str], options: argparse.Namespace) -> int:
    """Forget stored executions: those of some chapters, or all."""
    with lock.acquire(settings.store, Progress().say):
        store = Store(settings.store)
        for name in names:
            store.remove(name)
            store.failed(name).unlink(missing_ok=True)
        if not options.chapters:
            shutil.rmtree(settings.store / "runs", ignore_errors=True)
            shutil.rmtree(settings.store / "failed", ignore_errors=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bookrun", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (execute, status, clean):
        sub = commands.add_parser(command.__name__, help=command.__doc__)
        sub.set_defaults(command=command)
        sub.add_argument("path", nargs="?", default=".", help="folder of the book", type=Path)
        sub.add_argument("--chapters", nargs="+", metavar="NAME", help="only these documents")
        if command is not clean:
            sub.add_argument("--profile", help="value of the parameter `profile`")
            sub.add_argument(
                "-p",
                "--parameter",
                nargs=2,
                action=_Parameter,
                default=[],
                metavar=("NAME", "VALUE"),
                help="value of another parameter",
            )
        if command is execute:
            sub.add_argument("--jobs", type=_at_least_one, help="chapters at once")
            sub.add_argument("--timeout", type=_above_zero, help="seconds for one whole chapter")
    return parser


class _Parameter(argparse.Action):
    def __call__(self, parser, namespace, values, option_string=None):  # noqa: ARG002
        name, text = values
        present = getattr(namespace, self.dest)
        setattr(namespace, self.dest, [*present, (name, _value(text))])


def _value(text: str) -> Any:
    """A number, a truth value or None where the text is one in Python, else the text."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, bool | int | float | None | str) else text


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value


def _above_zero(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise ValueError
    return value


def _settings(options: argparse.Namespace) -> Settings:
    settings = load_settings(options.path.resolve())
    parameters = dict(getattr(options, "parameter", []))
    profile = parameters.get("profile", getattr(options, "profile", None))
    if profile is not None:
        settings = settings.with_profile(str(profile))
        options.parameter = [pair for pair in options.parameter if pair[0] != "profile"]
    return settings.changed(
        jobs=getattr(options, "jobs", None), timeout=getattr(options, "timeout", None)
    )


def _selected(settings: Settings, wanted: list[str] | None) -> list[str]:
    names = document_names(settings)
    if not wanted:
        return names
    chosen = [_document(settings, name) for name in wanted]
    for name in chosen:
        if name not in names:
            raise BookError(f"no chapter {name!r} in the book; it has: {', '.join(names)}")
    return chosen


def _document(settings: Settings, name: str) -> str:
    """A document's name, also where its file was named, from here or from the book's folder."""
    path = Path(name)
    if path.suffix not in SUFFIXES:
        return name
    if path.is_file() and path.resolve().is_relative_to(settings.root):
        path = path.resolve().relative_to(settings.root)
    return path.with_suffix("").as_posix()


if __name__ == "__main__":
    sys.exit(main())
