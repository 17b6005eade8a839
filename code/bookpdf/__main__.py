"""The command: ``python -m bookpdf [FOLDER]`` prints the built book of a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bookpdf import press
from bookpdf.book import load
from bookpdf.errors import PrintError

NAME = "neural-networks-checked.pdf"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bookpdf", description=__doc__)
    parser.add_argument("folder", nargs="?", default=".", type=Path, help="folder of the book")
    options = parser.parse_args(arguments)
    root = options.folder.resolve()
    place = root / "_build" / "pdf" / NAME
    try:
        pages = press.make(load(root), place)
    except PrintError as error:
        print(f"bookpdf: {error}", file=sys.stderr)
        return 1
    print(f"{place}: {pages} pages, {place.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
