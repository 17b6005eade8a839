"""Keep a number and its per cent sign, and both sides of a ±, on one line.

Authors type a space, and a glued number is an element of its own; the line would break between.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

SPACE = re.compile(r"(?<=\d) (?=%)|^ (?=%)| (?=±)|(?<=±) ")
AS_TYPED = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def unbroken(text: str) -> str:
    return SPACE.sub("\N{NO-BREAK SPACE}", text)


def mend(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    for element in doctree.findall(lambda node: not isinstance(node, (nodes.Text, *AS_TYPED))):
        for place, child in enumerate(element.children):
            if isinstance(child, nodes.Text):
                element[place] = nodes.Text(unbroken(child))


def setup(app: Sphinx) -> dict:
    app.connect("doctree-resolved", mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
