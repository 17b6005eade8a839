"""``{term-index}``: the index of terms, each entry a link to the section that it stands in.

Sphinx's own index page says only [1], [2], and is no page of the table of contents.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

Place = tuple[str, str, str]  # document, anchor, what the link says


class TermIndex(nodes.General, nodes.Element):
    """Stands for the index until each page has been read."""


class IndexDirective(SphinxDirective):
    """``{term-index}``"""

    def run(self) -> list[nodes.Node]:
        self.env.term_index_page = self.env.docname
        return [TermIndex()]


class _Names:
    """In the place of a builder: names a document instead of linking to it."""

    def get_relative_uri(self, _: str, to: str) -> str:
        return to


def _titles(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Document -> anchor of a section with entries -> the section's title."""
    if not hasattr(env, "term_titles"):
        env.term_titles = {}
    return env.term_titles


def point_at_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Let each entry of this document lead to its section, here and in the search."""
    here = _titles(app.env).setdefault(app.env.docname, {})
    collected = []
    for node in doctree.findall(addnodes.index):
        section = node
        while not isinstance(section, nodes.section | nodes.document):
            section = section.parent
        # The terms of a glossary have anchors of their own.
        if isinstance(section, nodes.section) and node["entries"][0][2].startswith("index-"):
            anchor = section["ids"][0]
            here[anchor] = section[0].astext()
            node["entries"] = [(*entry[:2], anchor, *entry[3:]) for entry in node["entries"]]
        collected += node["entries"]
    app.env.get_domain("index").entries[app.env.docname] = collected


def forget(_: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _titles(env).pop(docname, None)


def rewrite(_: Sphinx, env: BuildEnvironment) -> list[str]:
    """The page of the index, where an entry, a section or a title has changed."""
    titles = {name: title.astext() for name, title in sorted(env.titles.items())}
    entries = sorted(env.get_domain("index").entries.items())
    now = repr([entries, sorted(_titles(env).items()), titles])
    changed = now != getattr(env, "term_index_shown", now)
    env.term_index_shown = now
    page = getattr(env, "term_index_page", None)
    return [page] if changed and page in env.found_docs else []


def show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the index in its place: a line of letters, and a section for each."""
    for mark in list(doctree.findall(TermIndex)):
        groups = IndexEntries(app.env).create_index(_Names())
        letters = nodes.paragraph(classes=["index-letters"])
        sections = []
        for letter, entries in groups:
            anchor = f"index-letter-{letter.lower()}"
            letters += [nodes.reference("", letter, internal=True, refid=anchor), nodes.Text(" ")]
            section = nodes.section(ids=[anchor])
            section += [nodes.title("", letter), _entries(app, docname, entries)]
            sections.append(section)
        mark.replace_self([letters, *sections])


def _entries(app: Sphinx, page: str, entries: list) -> nodes.bullet_list:
    items = nodes.bullet_list(classes=["index-entries"])
    for word, (targets, parts, _) in entries:
        item = nodes.list_item("", _line(app, page, word, targets))
        if parts:
            lines = [_line(app, page, part, found) for part, found in parts]
            item += nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))
        items += item
    return items


def _line(app: Sphinx, page: str, word: str, targets: list) -> nodes.paragraph:
    line = nodes.paragraph("", word)
    places = dict.fromkeys(_place(app.env, uri) for _, uri in targets if uri)
    for number, (docname, anchor, text) in enumerate(places):
        line += nodes.Text("; " if number else ": ")
        line += make_refnode(app.builder, page, docname, anchor, nodes.Text(text))
    return line


def _place(env: BuildEnvironment, uri: str) -> Place:
    docname, _, anchor = uri.partition("#")
    title = env.titles[docname].astext()
    heading = _titles(env)[docname].get(anchor, title)
    # A title such as "XNOR: how often does it learn?" is short before its colon.
    chapter = title.partition(":")[0]
    return docname, anchor, heading if heading == title else f"{heading} ({chapter})"


def setup(app: Sphinx) -> dict:
    app.add_directive("term-index", IndexDirective)
    app.connect("doctree-read", point_at_sections)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", rewrite)
    app.connect("doctree-resolved", show)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
