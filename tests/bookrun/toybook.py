"""A toy book, and the commands that press it: in a forked process, or by name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests import forks

CODE = Path(__file__).parents[2] / "code"
JUPYTER_BOOK = str(Path(sys.executable).with_name("jupyter-book"))
BOOKRUN = [sys.executable, "-m", "bookrun"]
TIMEOUT = 240  # seconds
HEADER = """\
---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---
"""
CONFIG = """\
title: Toy
only_build_toc_files: true
execute:
  execute_notebooks: cache
  stderr_output: error
sphinx:
  extra_extensions: [bookrun]
  config:
    nb_execution_raise_on_error: true
    bookrun_code: [code]
    bookrun_profile: quick
    bookrun_profiles: [quick, report]
    bookrun_jobs: 2
    bookrun_timeout: 60
"""
PARAMETERS = """\
profile = "quick"
size = 10 if profile == "quick" else 1000
"""
NOTE = "import os\nprint({name!r}, file=open(os.environ['TOY_LOG'], 'a'))\n"


def cell(source: str, *options: str) -> str:
    """A code cell of a MyST Markdown notebook."""
    head = "".join(f"{option}\n" for option in options)
    return f"```{{code-cell}}\n{head}{source.rstrip()}\n```\n\n"


def chapter(title: str, *cells: str, name: str, prose: str = "Some prose.") -> str:
    """A chapter whose kernel notes its execution in the toy's log."""
    start = cell(PARAMETERS, ":tags: [parameters]") + cell(NOTE.format(name=name))
    return f"{HEADER}# {title}\n\n{prose}\n\n{start}{''.join(cells)}"


def _checked(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert done.returncode == 0, done.stdout + done.stderr
    return done


class Toy:
    """A book in a folder, and the commands that press it."""

    def __init__(self, root: Path, log: Path):
        self.root = root
        self.log = log
        self.seen = 0
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BOOKRUN")},
            "PYTHONPATH": str(CODE),
            "TOY_LOG": str(log),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def write(self, place: str, text: str) -> None:
        """Write a file of the book."""
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, place: str, old: str, new: str) -> None:
        """Replace text in a file; it must be there."""
        text = (self.root / place).read_text(encoding="utf-8")
        assert old in text
        self.write(place, text.replace(old, new))

    def book(self, *arguments: str, check: bool = True, **environment: str):
        """Run ``jupyter-book build`` with warnings as errors."""
        command = ["build", str(self.root), "-W", "-n", "--keep-going", *arguments]
        return self._forked("jupyter_book.cli.main", command, check, environment)

    def press(self, *arguments: str, check: bool = True, **environment: str):
        """Run ``python -m bookrun``."""
        command, *rest = arguments
        command = [command, str(self.root), *rest]
        return self._forked("bookrun.__main__", command, check, environment)

    def _forked(self, module: str, arguments: list[str], check: bool, environment: dict[str, str]):
        done = forks.run(module, arguments, self.environment | environment, TIMEOUT)
        return _checked(done) if check else done

    def run(self, command: list[str], check: bool = True):
        """Run a command to its end; it must succeed unless told otherwise."""
        done = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        return _checked(done) if check else done

    def start(self, *command: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Start a command and do not wait."""
        return subprocess.Popen(
            command,
            env=self.environment,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def executed(self) -> list[str]:
        """Names that kernels noted since the last call, sorted."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        new, self.seen = lines[self.seen :], len(lines)
        return sorted(new)

    def page(self, name: str) -> str:
        """The HTML of a page."""
        return (self.root / "_build/html" / f"{name}.html").read_text(encoding="utf-8")

    def text(self, name: str) -> str:
        """The page as words: without tags."""
        return re.sub(r"<[^>]*>", "", self.page(name))

    @property
    def store(self) -> Path:
        """Where bookrun keeps executed chapters."""
        return self.root / "_build/.jupyter_cache/bookrun"

    def html(self) -> dict[str, bytes]:
        """Content of each file of the built site."""
        folder = self.root / "_build/html"
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }


def fill(toy: Toy) -> None:
    """Three chapters: circle uses base through a second module, square uses its own."""
    toy.write("_config.yml", CONFIG)
    toy.write(
        "_toc.yml",
        "format: jb-book\nroot: index\nchapters:\n"
        "- file: circle\n- file: square\n- file: reader\n",
    )
    toy.write(
        "index.md",
        "# Index\n\nIt is {glue:text}`circle.md::area:.1f`.\n\n```{bookrun-status}\n```\n",
    )
    toy.write("code/shapes/__init__.py", "")
    toy.write("code/shapes/base.py", "from . import circle  # circular\nUNIT = 'metre-1'\n")
    toy.write(
        "code/shapes/circle.py",
        "from __future__ import annotations\n\n\ndef unit():\n"
        "    from .base import UNIT\n\n    return UNIT\n",
    )
    toy.write("code/shapes/square.py", "SIDE = 'side-1'\n")
    toy.write("records/one.json", '{"value": "record-1"}\n')
    circle = cell(
        "from shapes.circle import unit\nfrom myst_nb import glue\n"
        "print(unit(), profile, size)\nglue('area', 3.14159, display=False)"
    )
    square = cell("from shapes.square import SIDE\nprint(SIDE)")
    reader = cell(
        "import json\nfrom pathlib import Path\n"
        "print(json.loads(Path('records/one.json').read_text())['value'])"
    )
    toy.write("circle.md", chapter("Circle", circle, name="circle"))
    toy.write("square.md", chapter("Square", square, name="square"))
    toy.write("reader.md", chapter("Reader", reader, name="reader"))
