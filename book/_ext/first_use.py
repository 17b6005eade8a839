"""Link each glossary term where a chapter first uses it, and only there.

A term is matched as a whole word, in the singular or the plural. What stands in a heading, a
caption, a table, code, mathematics or a link is passed over. A ``{term}`` written by hand counts
as a use; after the first use it becomes plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

# Pages that are looked things up in, rather than read from the top.
SKIPPED = ("book/appendix/", "book/verdicts")
NO_PROSE = (
    nodes.title, nodes.caption, nodes.legend, nodes.table, nodes.literal, nodes.literal_block,
    nodes.math, nodes.math_block, nodes.raw, nodes.reference, nodes.footnote, nodes.citation,
    nodes.comment, nodes.term, addnodes.pending_xref,
)  # fmt: skip
NO_PROSE_CLASSES = {"cell", "reported", "bookrun-provenance"}

# Terms whose word is more often an ordinary one: linked only where {term} says so.
ONLY_BY_HAND = {"gain", "patience"}
# What stands before the word, or after it, where it is not the term.
FALSE_BEFORE = {"unit": r"(?<!matter of )(?<!same )"}
FALSE_AFTER = {"unit": r"(?! of measure)(?! is one)"}


def forms(term: str) -> str:
    """A pattern for the singular and the plural of a term, its first letter of either case."""
    if len(term) == 1:  # a letter, such as η: it has no plural
        stem, ending = term, ""
    elif re.search(r"(ss|ias)$", term):
        stem, ending = term, "(?:es)?"
    elif term.endswith("s"):
        stem, ending = term[:-1], "s?"
    elif re.search(r"[^aeiou]y$", term):
        stem, ending = term[:-1], "(?:y|ies)"
    else:
        stem, ending = term, "s?"
    first = re.escape(term[0])
    if term[1:2].islower():
        first = f"(?i:{first})"
    rest = re.escape(stem[1:]).replace(r"\ ", r"\s+")
    return f"{FALSE_BEFORE.get(term, '')}{first}{rest}{ending}{FALSE_AFTER.get(term, '')}"


def pattern(terms: Sequence[str]) -> re.Pattern[str]:
    """Matches any of the terms, as a whole word. ``terms[match.lastindex - 1]`` is which."""
    parts = (f"({forms(term)})" for term in terms)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")


class FirstUse(SphinxPostTransform):
    """Runs before references are resolved (10), so that each builder makes its own links."""

    default_priority = 5

    def run(self, **_: object) -> None:
        if self.env.docname.startswith(SKIPPED):
            return
        terms = glossary(self.env)
        if not terms:
            return
        words, seen = pattern(terms), set()
        for node in list(self.document.findall()):
            if isinstance(node, addnodes.pending_xref) and node.get("reftype") == "term":
                term = node["reftarget"].lower()
                if term in seen:
                    node.replace_self(nodes.Text(node.astext()))
                seen.add(term)
            elif isinstance(node, nodes.Text) and _is_prose(node):
                node.parent.replace(node, list(self._linked(str(node), words, terms, seen)))

    def _linked(
        self, text: str, words: re.Pattern[str], terms: Sequence[str], seen: set[str]
    ) -> Iterator[nodes.Node]:
        done = 0
        for match in words.finditer(text):
            term = terms[match.lastindex - 1]
            if term.lower() in seen or term in ONLY_BY_HAND:
                continue
            seen.add(term.lower())
            yield nodes.Text(text[done : match.start()])
            yield self._reference(term, match[0])
            done = match.end()
        yield nodes.Text(text[done:])

    def _reference(self, term: str, shown: str) -> addnodes.pending_xref:
        return addnodes.pending_xref(
            "",
            nodes.inline("", shown, classes=["xref", "std", "std-term"]),
            refdoc=self.env.docname,
            refdomain="std",
            reftype="term",
            reftarget=term,
            refexplicit=True,
            refwarn=True,
        )


def glossary(env: BuildEnvironment) -> list[str]:
    """The terms, the longest first: "batch normalisation" is no use of "batch"."""
    objects = env.get_domain("std").objects
    return sorted((name for kind, name in objects if kind == "term"), key=lambda t: (-len(t), t))


def _is_prose(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, NO_PROSE) or NO_PROSE_CLASSES & set(node.get("classes", ())):
            return False
    return True


def rewrite(_: Sphinx, env: BuildEnvironment) -> set[str]:
    """All pages, where the glossary has other terms than when they were written."""
    terms = glossary(env)
    changed = terms != getattr(env, "first_use_terms", terms)
    env.first_use_terms = terms
    return set(env.found_docs) if changed else set()


def setup(app: Sphinx) -> dict:
    app.add_post_transform(FirstUse)
    app.connect("env-updated", rewrite)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
