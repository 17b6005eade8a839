"""Set numbers as print does: a minus for a hyphen, and no line that ends before a % or a ±.

Python prints hyphens, authors type spaces, and a glued number is an element of its own.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

SPACE = re.compile(r"(?<=\d) (?=%)|^ (?=%)| (?=±)|(?<=±) ")
HYPHEN = re.compile(r"(?<![\w.,)\]-])-(?=\d)")  # not that of 50-30-15 or of a date
AS_TYPED = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def as_printed(text: str) -> str:
    return HYPHEN.sub("\N{MINUS SIGN}", SPACE.sub("\N{NO-BREAK SPACE}", text))


def mend(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    for element in doctree.findall(lambda node: not isinstance(node, (nodes.Text, *AS_TYPED))):
        for place, child in enumerate(element.children):
            if isinstance(child, nodes.Text):
                element[place] = nodes.Text(as_printed(child))


def setup(app: Sphinx) -> dict:
    app.connect("doctree-resolved", mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
