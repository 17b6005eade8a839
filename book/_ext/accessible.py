"""Mend, in a page's finished HTML, what other extensions write and a screen reader stumbles over.

Each pair was found by axe, which tests/book/test_accessibility.py runs on every page.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx

MENDED = (
    # MyST-NB names every fold alike, over its own text.
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # docutils' roles of a bibliography are deprecated, and its list holds no list items.
    (' role="doc-biblioentry"', ""),
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
    # The empty corner of a table heads nothing.
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<th class="head stub"><p></p></th>', "<td></td>"),
)

# A link to an exercise begins, underlined, with the space before it.
SPACE = re.compile(r'(<p class="admonition-title">[^<]*)(<a [^>]*>) ')


def mend(_app: Sphinx, _page: str, _template: str, context: dict, _doctree: object) -> None:
    if "body" in context:
        for wrong, right in MENDED:
            context["body"] = context["body"].replace(wrong, right)
        context["body"] = SPACE.sub(r"\1 \2", context["body"])


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
