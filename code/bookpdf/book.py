"""What the book is: its title, its authors, its pages in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from bookpdf.errors import PrintError


@dataclass(frozen=True)
class Page:
    """name: the document's name, as ``book/theory/losses``; part: caption of its part, or ""."""

    name: str
    part: str
    path: Path

    @property
    def key(self) -> str:
        """Prefix of the page's anchors in the one document."""
        return self.name.replace("/", "-")


@dataclass(frozen=True)
class Book:
    root: Path
    title: str
    author: str
    copyright: str
    pages: tuple[Page, ...]

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"

    @property
    def print_folder(self) -> Path:
        """Cover and style sheet."""
        return self.root / "book" / "_print"


def load(root: Path) -> Book:
    """Read ``_config.yml`` and ``_toc.yml`` of the book in ``root``.

    Raises PrintError if a page of the table of contents has not been built.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    listed = [(toc["root"], "")]
    listed += [
        (chapter["file"], part["caption"]) for part in toc["parts"] for chapter in part["chapters"]
    ]
    html = root / "_build" / "html"
    pages = tuple(Page(name, part, html / f"{name}.html") for name, part in listed)
    for page in pages:
        if not page.path.is_file():
            raise PrintError(f"{page.path} is not there: build the book first (make book)")
    return Book(root, config["title"], config["author"], config["copyright"], pages)
