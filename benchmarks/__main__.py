"""``python -m benchmarks [NAME]``: all benchmarks or one; exit status 1 if a goal is missed."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    chosen = [f"bench_{name}" for name in names] or known
    if unknown := set(chosen) - set(known):
        print(f"unknown benchmark {sorted(unknown)}; known: {known}", file=sys.stderr)
        return 2
    # Every benchmark runs, even after one that missed its goal.
    return max([importlib.import_module(f"benchmarks.{name}").main() for name in chosen])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
