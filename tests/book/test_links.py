"""Every way through the built book arrives: links, anchors, order, terms, exercises, search."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from tests.book.conftest import toc
from tests.conftest import ROOT

pytestmark = pytest.mark.book

LISTS = {"exercises": "book/appendix/exercises", "terms": "book/appendix/index-of-terms"}


class Anchors(HTMLParser):
    """The targets that a page has, and those that it leads to."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, _, attributes):
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def broken(folder: Path) -> list[str]:
    """Each link of a page in the folder that leads nowhere within it, with its page."""
    files = (path for path in folder.rglob("*.html") if "_static" not in path.parts)
    pages = {path.resolve(): Anchors(path) for path in files}
    lost = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchors = pages[target].ids if target in pages else set()
            # What follows a question mark is the state of a widget, not part of the anchor.
            anchor = unquote(parts.fragment).partition("?")[0]
            if not target.exists() or (anchor and anchor not in anchors):
                lost.append(f"{path.name}: {link}")
    return lost


def test_every_link_and_anchor_arrives(built):
    assert not broken(built.html)


def test_a_lost_link_is_noticed(tmp_path):
    links = ("b.html", "b.html#here", "#here", "c.html", "b.html#gone", "#gone", "//x/y", "d.png")
    links += ("#here?x=1", "#gone?x=1")
    (tmp_path / "a.html").write_text(
        '<p id="here">' + "".join(f'<a href="{link}">x</a>' for link in links)
    )
    (tmp_path / "b.html").write_text('<p id="here">')
    lost = {text.removeprefix("a.html: ") for text in broken(tmp_path)}
    assert lost == {"c.html", "b.html#gone", "#gone", "#gone?x=1", "d.png"}


def test_links_in_the_notebooks_on_offer_arrive(built):
    """They are written for the repository, where the notebook has the place of its chapter."""
    offered = built.html / "_sources"
    for path in offered.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        text = re.sub(r"^(`{3,}).*?^\1", "", "\n".join(texts), flags=re.DOTALL | re.MULTILINE)
        place = built.root / path.relative_to(offered).parent
        plain = re.sub(r"`[^`]*`|\$[^$]*\$", "", text)
        for link in re.findall(r"\]\((?!https?:)([^)#\s]+)", plain):
            assert (place / link).exists(), (path.name, link)
        for name in re.findall(r"\{doc\}`(?:[^`<]*<)?([^`>]+)>?`", text):
            base = built.root / name[1:] if name.startswith("/") else place / name
            assert base.with_name(base.name + ".md").is_file(), (path.name, name)


def test_previous_and_next_follow_the_table_of_contents(built):
    titles = {}
    for name in toc():
        heading = re.search(r"<h1>(.*?)</h1>", built.page(name), re.DOTALL)
        titles[name] = re.sub(r"<[^>]*>", "", heading[1]).strip()
    for here, following in pairwise(toc()):
        for page, kind, other in ((here, "right-next", following), (following, "left-prev", here)):
            link = re.search(rf'<a class="{kind}"\s+href="([^"]*)".*?</a>', built.page(page), re.S)
            target = (built.html / f"{page}.html").parent / link[1]
            assert target.resolve() == (built.html / f"{other}.html").resolve()
            assert titles[other] in re.sub(r"<[^>]*>", "", link[0])


def test_all_exercises_are_listed(built):
    sources = "".join(
        (ROOT / f"{name}.md").read_text() for name in toc() if "appendix" not in name
    )
    labels = re.findall(r"^`+\{exercise\}[^\n]*\n:label: (\S+)", sources, re.MULTILINE)
    page = built.page(LISTS["exercises"])
    listed = re.findall(r'href="[^"]*#(exercise-[\w-]+)">Exercise \d+: ', page)
    assert len(labels) > 40
    assert listed == labels


def glossary(built) -> list[str]:
    found = re.findall(r'<dt id="term-[^"]*">(.*?)<a', built.page("book/appendix/glossary"))
    assert len(found) > 40
    return found


def test_the_index_has_every_term_and_the_contents_have_the_index(built):
    page = built.page(LISTS["terms"])
    text = re.sub(r"<[^>]*>", "", page)
    for term in glossary(built):
        assert re.search(rf"^{re.escape(term)}: Glossary", text, re.MULTILINE), term
    contents = built.page("book/one-run")
    assert re.search(r'class="toctree-l1"><a [^>]*index-of-terms\.html', contents)


class Prose(HTMLParser):
    """The running text of an article, each link to the glossary marked [[so]]."""

    SILENT = ("h1", "h2", "h3", "pre", "code", "figcaption", "table", "script", "style", "details")
    NESTED = (*SILENT, "a", "div", "span", "p")

    def __init__(self, html: str):
        super().__init__()
        self.text, self._open = "", []
        start = html.index('<article class="bd-article">')
        self.feed(html[start : html.index("</article>")].partition('<section id="references">')[0])

    def handle_starttag(self, tag, attributes):
        if tag not in self.NESTED:
            return
        attributes = dict(attributes)
        classes = set((attributes.get("class") or "").split())
        term = "#term-" in (attributes.get("href") or "")
        silent = tag in self.SILENT or classes & {"cell", "math", "section-verdicts"}
        self._open.append((tag, bool(silent) or (tag == "a" and not term), term))
        self.text += "[[" if term else ""

    def handle_endtag(self, tag):
        if tag in self.NESTED:
            opened, _, term = self._open.pop()
            assert opened == tag
            self.text += "]]" if term else ""

    def handle_data(self, data):
        if not any(silent for _, silent, _ in self._open):
            self.text += data


# Words that mean nothing else.
EASY = {
    "cross-entropy", "early stopping", "epoch", "initialiser", "learning rate", "ReLU", "seed",
    "overfitting", "plateau", "saddle point", "sigmoid", "weight decay", "Hessian",
}  # fmt: skip


def first_uses(text: str, term: str) -> list[bool]:
    """For each use of a term: is it linked?"""
    return [
        text[: m.start()].endswith("[[")
        for m in re.finditer(rf"(?<![\w-]){term}s?(?![\w-])", text, re.IGNORECASE)
    ]


def test_a_chapter_links_a_term_where_it_first_uses_it(built):
    checked = 0
    for name in toc():
        if "appendix" in name or name == "book/verdicts":
            continue
        # Parts of longer terms.
        others = r"leaky\s+relu|gauss–newton|hessian-vector"
        text = re.sub(others, "", Prose(built.page(name)).text, flags=re.IGNORECASE)
        for term in EASY:
            uses = first_uses(text, term)
            if uses:
                checked += 1
                assert uses[0], (name, term)
                assert sum(uses) == 1, (name, term)
    assert checked > 60


def test_an_address_is_needed_for_the_buttons(built):
    assert not [page for page in built.pages() if "mybinder.org/v2" in page.read_text()]


@pytest.fixture(params=["file", "http"])
def address(request, built):
    if request.param == "file":
        yield built.html.as_uri()
        return

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(built.html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.browser
def test_the_search_finds_by_keyboard(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    tab = context.new_page()
    complaints = []
    tab.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    expected = {
        "Mish": "book/theory/activations.html",
        "saddles": "book/theory/optimisation.html#saddles",
    }
    for word, target in expected.items():
        tab.goto(f"{address}/book/one-run.html")
        tab.keyboard.press("Control+k")
        tab.wait_for_function("document.activeElement.type === 'search'")
        tab.keyboard.type(word)
        tab.keyboard.press("Enter")
        tab.wait_for_selector("ul.search li")
        tab.wait_for_function(
            "document.querySelector('.search-summary').textContent.includes('found')"
        )
        found = tab.eval_on_selector_all("ul.search > li > a", "all => all.map(a => a.href)")
        hrefs = [re.sub(r"\?[^#]*", "", href).removeprefix(f"{address}/") for href in found]
        assert target in hrefs[:3], (word, hrefs[:5])
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not [text for text in complaints if "404" not in text], complaints
    context.close()
