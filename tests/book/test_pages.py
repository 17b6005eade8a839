"""The built pages, as files."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import jupytext
import nbformat
import pytest
from fontTools.ttLib import TTFont
from nbclient import NotebookClient

pytestmark = pytest.mark.book

LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """The tags, and the text outside scripts, styles and code."""

    def __init__(self, path):
        super().__init__()
        self.path, self.tags, self.text, self._silent = path, [], [], 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._silent += tag in ("script", "style", "pre", "code", "annotation")

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style", "pre", "code", "annotation")

    def handle_data(self, data):
        if not self._silent:
            self.text.append(data)


@pytest.fixture(scope="module")
def pages(built):
    pages = [Page(path) for path in built.pages()]
    assert len(pages) >= 5
    return pages


def test_every_image_has_an_alt_text_that_says_something(pages):
    images = [(p.path.name, a) for p in pages for tag, a in p.tags if tag == "img"]
    assert len(images) >= 8
    for name, attributes in images:
        alt = attributes.get("alt") or ""
        assert len(alt) > 20, (name, attributes)
        assert not re.search(r"\.(svg|png)$|^_images", alt), (name, alt)


def test_nothing_is_loaded_from_another_host(built, pages):
    for page in pages:
        for tag, attributes in page.tags:
            target = attributes.get(LOADS.get(tag, ""), "") or ""
            if tag == "link" and attributes.get("rel") in ("canonical", "author"):
                continue
            assert not re.match(r"(https?:)?//", target), (page.path.name, tag, target)
    for sheet in built.html.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", sheet.read_text()), sheet


def named_by(source):
    """The scripts that a page's source names in its front matter."""
    named = re.search(r"^scripts: \[(.*)\]$", source.read_text(encoding="utf-8"), re.MULTILINE)
    return set(re.findall(r"[\w.]+", named.group(1))) if named else set()


def test_a_page_loads_one_sheet_and_few_scripts(built, pages):
    """None that only another page needs: see book/_ext/lean_pages.py."""
    for page in pages:
        sheets = [a["href"] for tag, a in page.tags if a.get("rel") == "stylesheet"]
        assert [re.sub(r".*/_static/|\?.*", "", sheet) for sheet in sheets] == ["all.css"]
        sources = [a["src"] for tag, a in page.tags if tag == "script" and "src" in a]
        names = [re.sub(r".*/|\?.*", "", source) for source in sources]
        assert names[:2] == ["documentation_options.js", "all.js"], page.path
        source = built.root / page.path.relative_to(built.html).with_suffix(".md")
        own = named_by(source)
        assert set(names[2:]) <= {"slider.js", "page.js"} | own, (page.path, names)
        assert len(set(names) - own) <= 4, (page.path, names)
        unused = {"searchtools.js", "searchindex.js", "design-tabs.js", "fontawesome.js"}
        assert not unused & set(names)
        assert not any(a.get("rel") == "preload" for _, a in page.tags)


def test_what_is_joined_is_whole(built):
    static = built.html / "_static"
    sheet = (static / "all.css").read_text(encoding="utf-8")
    assert "@import" not in sheet
    for url in re.findall(r"url\(['\"]?(?!data:|#)([^'\")]+)", sheet):
        assert (static / url.partition("?")[0]).is_file(), url
    last = (static / "book.css").read_text(encoding="utf-8")
    assert last in sheet
    assert "fontawesome" not in (static / "all.js").read_text(encoding="utf-8").lower()


def test_the_icon_font_holds_every_icon_of_the_pages(built):
    static = built.html / "_static"
    sheet = (static / "all.css").read_text(encoding="utf-8")
    signs = TTFont(static / "icons.woff").getBestCmap()
    whole = (static / "styles/pydata-sphinx-theme.css").read_text(encoding="utf-8")
    pages = [page.read_text(encoding="utf-8") for page in built.html.rglob("*.html")]
    names = {name for text in pages for name in re.findall(r"\bfa-[\w-]+", text)}
    found = {
        int(code, 16)
        for name in names
        for code in re.findall(rf'\.{name}:before[^{{]*\{{content:"\\([0-9a-f]{{4}})"', whole)
    }
    assert len(found) >= 5
    assert found <= set(signs)
    assert len(signs) < 100
    assert ".fa-bars:before" in sheet
    assert ".fa-cat:before" not in sheet


def test_no_listing_ends_in_blank_lines(built):
    texts = [path.read_text(encoding="utf-8") for path in built.pages()]
    assert sum("</pre>" in text for text in texts) > 10
    assert not [text for text in texts if re.search(r"\n\s*\n</pre>", text)]


def test_mathematics_is_rendered_and_no_tex_is_left(pages):
    formulas = 0
    for page in pages:
        formulas += sum("katex" in (a.get("class") or "").split() for _, a in page.tags)
        text = " ".join(page.text)
        assert not re.search(r"\\(frac|sigma|begin|text|max|ln)\b|\$\$|\\\(", text), page.path
        assert not any("katex-error" in (a.get("class") or "") for _, a in page.tags)
    assert formulas > 50


def test_glued_numbers_and_reported_numbers_are_on_the_page(pages):
    (xnor,) = [page for page in pages if page.path.name == "xnor.html"]
    text = " ".join(xnor.text)
    assert "No key found" not in text
    marked = [a for _, a in xnor.tags if "reported" in (a.get("class") or "").split()]
    assert len(marked) >= 8
    assert re.search(r"95\s+% interval\s+\d\d\.\d", re.sub(r"\s+", " ", text))


def code_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebooks_on_offer_hold_outputs_and_run(built, pages):
    """Each holds its chapter's code and outputs; two run again here."""
    offered = {
        (page.path.parent / attributes["href"]).resolve()
        for page in pages
        for tag, attributes in page.tags
        if tag == "a" and (attributes.get("href") or "").endswith(".ipynb")
    }
    assert {path.stem for path in offered} >= {"xnor", "environment", "verdicts"}
    for path in offered:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        chapter = path.relative_to(built.html / "_sources").with_suffix(".md")
        assert code_of(notebook) == code_of(jupytext.read(built.root / chapter)), path
        assert any(cell.outputs for cell in code), f"{path} has no outputs"
        if path.stem in ("xnor", "verdicts"):
            NotebookClient(notebook, timeout=300, kernel_name="python3").execute()


def test_environment_page_lists_the_versions(built):
    text = (built.html / "book/appendix/environment.html").read_text()
    for name in ("numpy", "torch", "tensorflow", "papermill"):
        assert re.search(rf"{name}</p></td>\s*<td><p>\d+\.\d+", text), name
