"""Listings without the blank lines that a marker such as ``# book: end`` leaves above itself."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx


def trim(_: Sphinx, doctree: nodes.document) -> None:
    for listing in doctree.findall(nodes.literal_block):
        text = listing.astext()
        if listing.rawsource == text:  # else it has been parsed, and is more than text
            listing.rawsource = text.strip("\n")
            listing.clear()
            listing += nodes.Text(listing.rawsource)


def setup(app: Sphinx) -> dict:
    app.connect("doctree-read", trim)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
