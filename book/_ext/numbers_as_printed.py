"""Set numbers as print does: a minus for a hyphen, powers of ten for an e, and no line that ends
before a % or a ±.

Python prints hyphens and e-notation, authors type spaces, and a glued number is an element of its
own.
"""

from __future__ import annotations

import re
from decimal import Decimal

from docutils import nodes
from sphinx.application import Sphinx

SPACE = re.compile(r"(?<=\d) (?=%)|^ (?=%)| (?=±)|(?<=±) ")
HYPHEN = re.compile(r"(?<![\w.,)\]-])-(?=\d)")  # not that of 50-30-15 or of a date
SCIENTIFIC = re.compile(r"(?<![\w.])(\d(?:\.\d+)?)e([+-]\d{1,2})(?!\w|\.\d)")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WRITTEN_OUT = 3  # powers of ten up to which a number is short without them
AS_TYPED = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def in_powers(match: re.Match) -> str:
    """4e-16 -> 4 × 10⁻¹⁶, 1e-16 -> 10⁻¹⁶, 3.4e+01 -> 34."""
    digits, power = match[1], int(match[2])
    if abs(power) <= WRITTEN_OUT:
        return f"{Decimal(match[0]):f}"
    ten = f"10{str(power).translate(RAISED)}"
    return ten if digits == "1" else f"{digits}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{ten}"


def as_printed(text: str) -> str:
    text = HYPHEN.sub("\N{MINUS SIGN}", SCIENTIFIC.sub(in_powers, text))
    return SPACE.sub("\N{NO-BREAK SPACE}", text)


def mend(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    for element in doctree.findall(lambda node: not isinstance(node, (nodes.Text, *AS_TYPED))):
        for place, child in enumerate(element.children):
            if isinstance(child, nodes.Text):
                element[place] = nodes.Text(as_printed(child))


def setup(app: Sphinx) -> dict:
    app.connect("doctree-resolved", mend)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
