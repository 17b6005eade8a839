"""Mark each verdict in a table of verdicts, so that the style sheet can colour it.

Such a row holds a target or a link that starts with ``verdict-``; its second cell is the verdict.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from nnlab.claims.base import Verdict

PREFIX = "verdict-"


def mark(_app: Sphinx, doctree: nodes.document, _page: str) -> None:
    """Give the verdict's text the classes ``verdict`` and ``verdict-<its name>``."""
    classes = {verdict.value: verdict.name.lower() for verdict in Verdict}
    for row in doctree.findall(nodes.row):
        name = classes.get(row[1].astext()) if len(row) > 1 else None
        targets = [i for node in row.findall(nodes.inline) for i in node["ids"]]
        links = [ref.get("refuri", "").partition("#")[2] for ref in row.findall(nodes.reference)]
        if name and any(place.startswith(PREFIX) for place in targets + links):
            (paragraph,) = row[1].children
            paragraph["classes"] += ["verdict", PREFIX + name]


def setup(app: Sphinx) -> dict:
    app.connect("doctree-resolved", mark)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
