"""The book as one PDF, made once and read by an independent library."""

from __future__ import annotations

import re
import sys
from itertools import pairwise

import pytest
from pypdf import PdfReader

from tests.book.conftest import run

pytestmark = [pytest.mark.book, pytest.mark.browser]

TITLES = re.compile(r"<h([12])>(.*?)<a class=\"headerlink\"", re.DOTALL)


@pytest.fixture(scope="module")
def made(built, browser):
    """What the command says, and its PDF. ``browser`` skips where there is none."""
    done = run(sys.executable, "-m", "bookpdf", cwd=built.root)
    assert done.returncode == 0, done.stderr
    return done, PdfReader(built.root / "_build/pdf/neural-networks-checked.pdf")


def plain(text):
    """Letters and digits alone: what remains of a title in any writing of it."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"<[^>]+>|&\w+;", "", text).lower())


def entries(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from entries(entry)
        else:
            yield entry


def links(reader):
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            yield annotation.get_object()


def test_nothing_is_cut_off_at_the_edge(made):
    done, _ = made
    assert done.stderr == ""


def test_it_is_a_whole_tagged_book_with_a_title(made):
    _, reader = made
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Neural Networks, Checked"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert 150 < len(reader.pages) < 500


def test_the_outline_has_all_chapters_and_sections_in_order(built, made):
    _, reader = made
    found = [
        (plain(e.title), reader.get_destination_page_number(e)) for e in entries(reader.outline)
    ]
    titles = iter([title for title, _ in found])
    for path in built.pages():
        text = path.read_text(encoding="utf-8").partition("<article")[2]
        assert TITLES.search(text), path
    order = [str(p) for p in toc(built)]
    for name in order:
        text = (built.html / f"{name}.html").read_text(encoding="utf-8").partition("<article")[2]
        for _, title in TITLES.findall(text):
            wanted = plain(title)
            assert any(wanted in seen for seen in titles), (name, title)
    pages = [page for _, page in found]
    assert all(a <= b for a, b in pairwise(pages))


def toc(built):
    return re.findall(r"(?:root|file): (\S+)", (built.root / "_toc.yml").read_text())


def test_every_link_within_the_book_arrives(made):
    _, reader = made
    wanted = [link["/Dest"] for link in links(reader) if "/Dest" in link]
    assert len(wanted) > 500
    assert set(wanted) <= set(reader.named_destinations)
    outside = [link["/A"]["/URI"] for link in links(reader) if "/A" in link]
    assert outside
    assert all(re.match("https?:|mailto:", address) for address in outside)


def test_the_contents_name_the_pages(built, made):
    _, reader = made
    numbers = reader.named_destinations
    text = "".join(page.extract_text() for page in reader.pages[1:8])
    for name in toc(built):
        page = reader.get_destination_page_number(numbers["/" + name.replace("/", "-")])
        assert re.search(rf"\b{page + 1}\b", text), name
    assert "000" not in re.findall(r"\d+", text)


def test_no_page_holds_a_placeholder_or_is_empty(made):
    _, reader = made
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert len(text) > 20, number
        assert "undefined" not in text or "log" in text, number


def test_every_figure_is_there(built, made):
    """By its caption: captions are numbered through the book."""
    _, reader = made
    text = " ".join(page.extract_text() for page in reader.pages)
    pages = "".join(path.read_text(encoding="utf-8") for path in built.pages())
    numbers = set(re.findall(r'caption-number">Fig\. (\d+) ', pages))
    assert len(numbers) > 50
    assert not [n for n in numbers if not re.search(rf"Fig\.\s*{n}\b", text)]


def test_without_a_chromium_it_says_what_to_install(built, browser):
    done = run(sys.executable, "-m", "bookpdf", cwd=built.root, CHROMIUM="/no/such/chromium")
    assert done.returncode == 1
    assert "apt install chromium" in done.stderr
    assert "Traceback" not in done.stderr
