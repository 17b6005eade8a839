"""From the document to the PDF: fit what is wide, print, number the pages."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page as Tab
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from bookpdf.assemble import document
from bookpdf.book import Book
from bookpdf.chromium import chromium

WIDTH = 627  # CSS pixels of a line: the 166 mm that print.css leaves of A4
ROUNDS = 4  # of printing; the numbers of pages are known after the first, and rarely move

READY = """async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map(image => image.decode()));
}"""

# A formula or a table that is wider than the line is set smaller.
FIT = """() => {
    const width = element => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getBoundingClientRect().width;
    };
    const fit = (element, wide, room) => {
        if (wide > room) element.style.zoom = room / wide;
    };
    for (const block of document.querySelectorAll("div.math")) {
        const formula = block.querySelector(".katex-display .katex-html");
        const number = block.querySelector(".eqno");
        const taken = number ? 2 * (number.offsetWidth + 8) : 0;  // a formula is centred
        if (formula) fit(formula, width(formula), block.clientWidth - taken);
    }
    for (const table of document.querySelectorAll("table"))
        fit(table, table.offsetWidth, table.parentElement.clientWidth);
}"""

# What still reaches over the edge.
OVER = """() => {
    const edge = document.querySelector(".print-book").getBoundingClientRect().right + 1;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange(), found = new Set();
    for (let text; (text = walker.nextNode()); ) {
        if (!text.data.trim() || text.parentElement.closest(".cover, svg")) continue;
        range.selectNodeContents(text);
        if (range.getBoundingClientRect().right <= edge) continue;
        const place = text.parentElement.closest("[id]").id;
        found.add(`${place}: ${text.data.trim().slice(0, 60)}`);
    }
    return [...found];
}"""

# As the outline has them: each heading's text, on one line.
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .map(heading => heading.textContent.trim().replace(/\\s+/g, " "))"""

FILL = """numbers => {
    for (const place of document.querySelectorAll("[data-of]"))
        place.textContent = numbers[place.dataset.of];
}"""


def make(book: Book, place: Path) -> int:
    """Write the PDF to ``place``, whole or not at all; return its number of pages."""
    place.parent.mkdir(parents=True, exist_ok=True)
    source = place.with_suffix(".html")
    source.write_text(document(book, str(place.parent)), encoding="utf-8")
    with chromium() as tab:
        printed = _print(tab, source)
        headings = tab.evaluate(HEADINGS)
    aside = place.with_suffix(".part")
    pages = _finish(printed, book, headings, aside)
    aside.replace(place)
    return pages


def _print(tab: Tab, source: Path) -> bytes:
    """Print until the numbers of pages that the document states are those that it has."""
    tab.emulate_media(media="print", color_scheme="light")
    tab.set_viewport_size({"width": WIDTH, "height": 1000})
    tab.goto(source.as_uri())
    tab.evaluate(READY)
    tab.evaluate(FIT)
    for place in tab.evaluate(OVER):
        print(f"bookpdf: cut off at the edge: {place}", file=sys.stderr)
    stated = None
    for _ in range(ROUNDS):
        printed = tab.pdf(
            prefer_css_page_size=True, print_background=True, tagged=True, outline=True
        )
        numbers = page_numbers(PdfReader(io.BytesIO(printed)))
        if numbers == stated:
            break
        tab.evaluate(FILL, numbers)
        stated = numbers
    return printed


def page_numbers(reader: PdfReader) -> dict[str, int]:
    """Anchor -> number of its page, from 1."""
    return {
        name.removeprefix("/"): reader.get_destination_page_number(target) + 1
        for name, target in reader.named_destinations.items()
    }


def _finish(printed: bytes, book: Book, headings: list[str], place: Path) -> int:
    """Write the printed book with its author's name and a right outline; return its length.

    Chromium writes a title of the outline twice if its heading was moved to the next page, and
    runs words together where a heading goes to a second line.
    """
    writer = PdfWriter(PdfReader(io.BytesIO(printed)), incremental=True)
    for entry, heading in zip(_entries(writer.root_object["/Outlines"]), headings, strict=True):
        entry[NameObject("/Title")] = TextStringObject(heading)
    writer.add_metadata({"/Author": book.author})
    writer.write(place)
    return len(writer.pages)


def _entries(parent: DictionaryObject) -> Iterator[DictionaryObject]:
    """All entries of the outline below ``parent``, in the order of the book."""
    entry = parent.get("/First")
    while entry is not None:
        entry = entry.get_object()
        yield entry
        yield from _entries(entry)
        entry = entry.get("/Next")
