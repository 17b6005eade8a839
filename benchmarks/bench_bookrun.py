"""How long bookrun takes, beside stock Jupyter Book and plain papermill, in one run.

Makes a toy book of ten chapters, each with some seconds of work on one core, and times: a cold
build, a build with nothing changed, a prose edit, and the overhead for each chapter. The ratios
compare things measured minutes apart on the same machine; the seconds are that machine's own.

    python benchmarks/bench_bookrun.py [--work SECONDS]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CODE = Path(__file__).resolve().parents[1] / "code"
CHAPTERS = 10
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
CELL = "```{{code-cell}}\n{}\n```\n\n"
WORK = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end:\n    pass"
PAPERMILL = """\
import sys, papermill
for path in sys.argv[1:]:
    papermill.execute_notebook(path, path + '.out.ipynb', progress_bar=False)
"""


def make_book(root: Path, work: float, extensions: str) -> None:
    """Write the toy book; each chapter's code is its own, so that no cache can share it."""
    root.mkdir(parents=True)
    (root / "_config.yml").write_text(
        f"title: Toy\nexecute:\n  execute_notebooks: cache\n  timeout: -1\n"
        f"sphinx:\n  extra_extensions: [{extensions}]\n"
    )
    files = "".join(f"- file: c{n}\n" for n in range(CHAPTERS))
    (root / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{files}")
    (root / "index.md").write_text("# Index\n\nWords.\n")
    for n in range(CHAPTERS):
        cells = CELL.format(f"number = {n}") + CELL.format(WORK.format(work))
        (root / f"c{n}.md").write_text(f"{HEADER}# Chapter {n}\n\nProse.\n\n{cells}")


def timed(*command: str) -> float:
    """Seconds of a command, which must succeed."""
    start = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(CODE)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def build(root: Path) -> float:
    """Seconds of ``jupyter-book build``."""
    return timed(str(Path(sys.executable).with_name("jupyter-book")), "build", str(root))


def edit_prose(root: Path) -> None:
    """Change a sentence of one chapter."""
    path = root / "c3.md"
    path.write_text(path.read_text().replace("Prose.", f"Prose {time.time()}."))


def overhead(folder: Path) -> tuple[float, float]:
    """Seconds for each chapter without work: papermill in one process, and bookrun."""
    import jupytext

    root = folder / "empty"
    make_book(root, 0, "bookrun")
    notebooks = []
    for path in sorted(root.glob("c*.md")):
        notebooks.append(str(folder / f"{path.stem}.ipynb"))
        jupytext.write(jupytext.read(path, fmt="md:myst"), notebooks[-1])
    plain = timed(sys.executable, "-c", PAPERMILL, *notebooks)
    command = [sys.executable, "-m", "bookrun"]
    ours = timed(*command, "execute", str(root), "--jobs", "1")
    return plain / CHAPTERS, ours / CHAPTERS


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=float, default=10, help="seconds of work in a chapter")
    work = parser.parse_args().work
    cores = len(os.sched_getaffinity(0))
    print(f"{CHAPTERS} chapters of {work:g} s of one-core work, {cores} cores\n")
    print(f"{'':24}{'bookrun':>10}{'stock':>10}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = Path(folder, "ours"), Path(folder, "stock")
        make_book(ours, work, "bookrun")
        make_book(stock, work, "")
        cold = report("cold build", build(ours), build(stock))
        report("nothing changed", build(ours), build(stock))
        edit_prose(ours)
        edit_prose(stock)
        report("prose edit", build(ours), build(stock))
        plain, pressed = overhead(Path(folder))
    share = cold / (CHAPTERS * work / cores)
    print(f"\ncold build, against the work divided among {cores} cores: {share:.2f}")
    print(f"each chapter without work: papermill {plain:.2f} s, bookrun {pressed:.2f} s,")
    print(f"overhead {pressed - plain:+.2f} s")


def report(name: str, ours: float, stock: float) -> float:
    """Print one line; return our seconds."""
    print(f"{name:24}{ours:>8.1f} s{stock:>8.1f} s{ours / stock:>8.2f}", flush=True)
    return ours


if __name__ == "__main__":
    main()
