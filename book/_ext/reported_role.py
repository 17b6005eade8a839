"""The role for numbers that a report states: {reported}`hw2-q5/after-00:.3f`.

The number comes from ``nnlab.reported`` and is marked on the page, so that a reader can tell
what a report said from what this book measured.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from nnlab.naming import UnknownNameError
from nnlab.reported.catalogue import reported


class ReportedRole(SphinxRole):
    """``id`` or ``id:format``, the format as in Python's ``format``."""

    def run(self):
        identifier, _, form = self.text.partition(":")
        try:
            text = format(reported(identifier), form)
        except (UnknownNameError, ValueError) as error:
            message = self.inliner.reporter.error(f"reported: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        node = nodes.inline(self.rawtext, text, classes=["reported"])
        return [node], []


def setup(app: Sphinx) -> dict:
    app.add_role("reported", ReportedRole())
    return {"version": "1", "parallel_read_safe": True}
