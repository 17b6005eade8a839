"""What readers see: each chapter's provenance, and a table of all chapters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookrun import parameters
from bookrun.key import ABSENT, printable
from bookrun.store import Run

DIGITS = 12  # of a digest, as much as a reader compares


class Details(nodes.General, nodes.Element):
    """A folded block; its first child is a Summary."""


class Summary(nodes.General, nodes.TextElement):
    """The line of a folded block that is always seen."""


class Scroll(nodes.General, nodes.Element):
    """A block that scrolls sideways by itself, so that the page need not."""


class StatusTable(nodes.General, nodes.Element):
    """Stands for the table until each chapter has been read."""


def provenance(run: Run) -> Details:
    """How a chapter's outputs came about, folded."""
    about, key = run.provenance, run.key
    machine = about["machine"]
    observed = key["observed"]
    inputs = [printable(place) for place, digest in observed["inputs"].items() if digest != ABSENT]
    data = [f"{name}: {_short(identity)}" for name, identity in observed["data"].items()]
    modules = len(key["static"]["modules"]) + len(observed["modules"])
    code = [f"{_short(about['code'])} (modules of the book: {modules})"] if modules else []
    rows = {
        "Parameters": _parameters(key["static"]["parameters"]),
        "Executed": [f"{_date(about)}, in {about['seconds']:.1f} s"],
        "Machine": [
            f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; "
            f"threads for each kernel: {about['threads']}"
        ],
        "Libraries": [f"Python {machine['python']}", *_versions(about["libraries"])],
        "Code": code,
        "Data": data,
        "Files read": inputs,
    }
    details = Details(classes=["bookrun-provenance"])
    details += Summary("", "How this page was made")
    terms = nodes.definition_list()
    for name, values in rows.items():
        if values:
            definition = nodes.definition("", nodes.paragraph("", ", ".join(values)))
            terms += nodes.definition_list_item("", nodes.term("", name), definition)
    details += terms
    return details


class StatusDirective(SphinxDirective):
    """``{bookrun-status}``: a table of all chapters and how each was made."""

    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Leave a place for the table, which is filled when the page is read."""
        return [StatusTable()]


def status_table(
    runs: Mapping[str, Run], unfollowed: Mapping[str, list[str]], docname: str
) -> list[nodes.Element]:
    """The table of all chapters that were executed, and the imports not followed."""
    if not runs:
        return [nodes.paragraph("", "No chapter of this book was executed.")]
    head = ("Chapter", "Parameters", "Seconds", "Executed", "Python", "Code", "Data")
    table = nodes.table(classes=["bookrun-status"])
    group = nodes.tgroup("", cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", _row([nodes.Text(name) for name in head]))
    group += nodes.tbody("", *(_chapter_row(name, run, docname) for name, run in runs.items()))
    table += group
    scroll = Scroll("", table, label="Chapters and how each was made")
    return [scroll, *_unfollowed(unfollowed)]


def _unfollowed(found: Mapping[str, list[str]]) -> list[nodes.Element]:
    lines = [f"{name}: {text}" for name, texts in found.items() for text in texts]
    if not lines:
        return []
    items = [nodes.list_item("", nodes.paragraph("", line)) for line in lines]
    head = nodes.paragraph("", "Imports that could not be followed in the source:")
    return [head, nodes.bullet_list("", *items)]


def _chapter_row(name: str, run: Run, docname: str) -> nodes.row:
    about = run.provenance
    data = run.key["observed"]["data"]
    return _row(
        [
            _link(name, docname),
            nodes.Text(", ".join(_parameters(run.key["static"]["parameters"]))),
            nodes.Text(f"{about['seconds']:.1f}"),
            nodes.Text(_date(about)),
            nodes.Text(about["machine"]["python"]),
            nodes.Text(_short(about["code"])),
            nodes.Text(", ".join(f"{key}: {_short(value)}" for key, value in data.items())),
        ]
    )


def _link(name: str, docname: str) -> nodes.Node:
    return addnodes.pending_xref(
        "",
        nodes.inline("", name),
        refdoc=docname,
        refdomain="std",
        reftype="doc",
        reftarget=f"/{name}",
        refexplicit=False,
        refwarn=True,
    )


def _row(cells: Iterable[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def _parameters(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {parameters.literal(value)}" for name, value in values.items()]


def _versions(libraries: Mapping[str, str | None]) -> list[str]:
    return [f"{name} {version}" for name, version in libraries.items()]


def _date(about: Mapping[str, Any]) -> str:
    return about["executed"].replace("T", " ").replace("Z", " UTC")


def _short(text: str) -> str:
    is_digest = len(text) >= 40 and all(c in "0123456789abcdef" for c in text)
    return text[:DIGITS] if is_digest else text


def register(app: Sphinx) -> None:
    """Tell Sphinx how to write these nodes. Formats but HTML show their content in line."""
    plain = dict.fromkeys(("latex", "text", "man", "texinfo"), (_nothing, _nothing))
    app.add_node(Details, html=(_open_details, _close("details")), **plain)
    bold = {**plain, "latex": (_open_latex_summary, _close_latex_summary)}
    app.add_node(Summary, html=(_open_summary, _close("summary")), **bold)
    app.add_node(Scroll, html=(_open_scroll, _close("div")), **plain)
    app.add_node(StatusTable)
    app.add_directive("bookrun-status", StatusDirective)


def _nothing(*_: Any) -> None:
    pass


def _open_details(translator: Any, node: nodes.Element) -> None:
    translator.body.append(translator.starttag(node, "details"))


def _open_summary(translator: Any, node: nodes.Element) -> None:
    translator.body.append(translator.starttag(node, "summary", ""))


def _open_scroll(translator: Any, node: nodes.Element) -> None:
    label = {"role": "region", "aria-label": node["label"], "tabindex": "0"}
    translator.body.append(translator.starttag(node, "div", CLASS="bookrun-scroll", **label))


def _close(tag: str) -> Any:
    def close(translator: Any, _: nodes.Element) -> None:
        translator.body.append(f"</{tag}>\n")

    return close


def _open_latex_summary(translator: Any, _: nodes.Element) -> None:
    translator.body.append("\n\\par\\textbf{")


def _close_latex_summary(translator: Any, _: nodes.Element) -> None:
    translator.body.append("}\\par\n")
