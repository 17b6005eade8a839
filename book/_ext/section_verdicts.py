"""Under each section that treats a claim: its verdicts, each a link to its row of the ledger.

The ledger is read as a page: a row is a target ``verdict-<claim's id>``, its second cell holds the
verdict, and a reference in it names the section. So a section can never show another verdict.
"""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

LEDGER = "book/verdicts"
PREFIX = "verdict-"
FEW = 8  # verdicts that a section shows unfolded


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Keep what the ledger says: label of a section -> its (row, verdict)s."""
    if app.env.docname != LEDGER:
        return
    found: dict[str, list[tuple[str, str]]] = {}
    for row in doctree.findall(nodes.row):
        targets = [i for node in row.findall(nodes.inline) for i in node["ids"]]
        sections = [ref["reftarget"] for ref in row.findall(addnodes.pending_xref)]
        if targets and targets[0].startswith(PREFIX):
            for section in sections:
                found.setdefault(section, []).append((targets[0], row[1].astext()))
    app.env.ledger_changed = found != getattr(app.env, "ledger", {})
    app.env.ledger = found


def rewrite(_: Sphinx, env: BuildEnvironment) -> set[str]:
    """The pages that a changed ledger changes."""
    if not env.__dict__.pop("ledger_changed", False):
        return set()
    labels = env.get_domain("std").labels
    return {labels[section][0] for section in env.ledger if section in labels}


def show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add a line of verdicts below the text of each section that has some."""
    if docname == LEDGER:
        return
    ledger, labels = getattr(app.env, "ledger", {}), app.env.get_domain("std").labels
    places = {labels[name][1]: name for name in ledger if labels.get(name, [""])[0] == docname}
    for section in list(doctree.findall(nodes.section)):
        rows = [row for i in section["ids"] if i in places for row in ledger[places[i]]]
        if rows:
            own = [c for c in section.children if not isinstance(c, nodes.section)]
            section[len(own) : len(own)] = _shown(app, docname, rows)


def _shown(app: Sphinx, docname: str, rows: list[tuple[str, str]]) -> list[nodes.Node]:
    """The line; folded under its counts where it is long."""
    line = _line(app, docname, rows)
    if len(rows) <= FEW:
        return [line]
    counts = Counter(verdict for _, verdict in rows)
    summary = ", ".join(f"{verdict} {count}" for verdict, count in counts.most_common())
    opening = f'<details class="section-verdicts"><summary>Verdicts: {summary}</summary>'
    return [
        nodes.raw("", opening, format="html"),
        line,
        nodes.raw("", "</details>", format="html"),
    ]


def _line(app: Sphinx, docname: str, rows: list[tuple[str, str]]) -> nodes.paragraph:
    line = nodes.paragraph("", "Verdicts: ", classes=["section-verdicts"])
    for number, (row, verdict) in enumerate(rows):
        name = nodes.literal("", row.removeprefix(PREFIX))
        link = make_refnode(app.builder, docname, LEDGER, row, name)
        line += [nodes.Text("; " if number else ""), link, nodes.Text(f" {verdict}")]
    return line


def setup(app: Sphinx) -> dict:
    app.connect("doctree-read", note)
    app.connect("env-updated", rewrite)
    app.connect("doctree-resolved", show)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
