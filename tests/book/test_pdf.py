"""The book as one PDF, made once and read by an independent library."""

from __future__ import annotations

import re
import sys
from itertools import pairwise

import pytest
from pypdf import PdfReader

from tests.book.conftest import run, toc
from tests.conftest import made_once

pytestmark = [pytest.mark.book, pytest.mark.browser]

TITLES = re.compile(r"<h([12])>(.*?)<a class=\"headerlink\"", re.DOTALL)


@pytest.fixture(scope="module")
def made(built, browser, tmp_path_factory):  # noqa: ARG001 (skips where there is none)
    """What the command complains of, and its PDF. The first worker that asks makes it for all."""
    with made_once(tmp_path_factory, "pdf") as (folder, fresh):
        complaints = folder / "stderr"
        if fresh:
            done = run(sys.executable, "-m", "bookpdf", cwd=built.root)
            assert done.returncode == 0, done.stderr
            complaints.write_text(done.stderr, encoding="utf-8")
    pdf = PdfReader(built.root / "_build/pdf/neural-networks-checked.pdf")
    return complaints.read_text(encoding="utf-8"), pdf


@pytest.fixture(scope="module")
def texts(made):
    """The text of each page."""
    return [page.extract_text() for page in made[1].pages]


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
    complaints, _ = made
    assert complaints == ""


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
    for name in toc():
        text = (built.html / f"{name}.html").read_text(encoding="utf-8").partition("<article")[2]
        for _, title in TITLES.findall(text):
            wanted = plain(title)
            assert any(wanted in seen for seen in titles), (name, title)
    pages = [page for _, page in found]
    assert all(a <= b for a, b in pairwise(pages))


def test_every_link_within_the_book_arrives(made):
    _, reader = made
    wanted = [link["/Dest"] for link in links(reader) if "/Dest" in link]
    assert len(wanted) > 500
    assert set(wanted) <= set(reader.named_destinations)
    outside = [link["/A"]["/URI"] for link in links(reader) if "/A" in link]
    assert outside
    assert all(re.match("https?:|mailto:", address) for address in outside)


def test_the_contents_name_the_pages(made, texts):
    _, reader = made
    numbers = reader.named_destinations
    text = " ".join(texts[1:8])
    for name in toc():
        page = reader.get_destination_page_number(numbers["/" + name.replace("/", "-")])
        assert re.search(rf"(?<!\d){page + 1}(?!\d)", text), name
    assert not re.search(r"(?<![\d.,])000(?!\d)", text)


def test_no_page_is_empty(texts):
    assert not [number for number, text in enumerate(texts, 1) if len(text) < 20]


def test_every_number_of_a_page_is_filled_in(texts):
    stated = re.findall(r"Solution on page\s*(\S*)", " ".join(texts))
    assert len(stated) > 20
    assert all(re.fullmatch(r"[1-9]\d*", number) for number in stated)


def test_every_figure_is_there(built, texts):
    """By its caption: captions are numbered through the book."""
    text = " ".join(texts)
    pages = "".join(path.read_text(encoding="utf-8") for path in built.pages())
    numbers = set(re.findall(r'caption-number">Fig\. (\d+) ', pages))
    assert len(numbers) > 50
    assert not [n for n in numbers if not re.search(rf"Fig\.\s*{n}(?!\d)", text)]


def test_without_a_chromium_it_says_what_to_install(built, tmp_path):
    """With a book of one page, in a folder of its own: another worker may be at the PDF."""
    for name in ("_config.yml", "book", "code"):
        (tmp_path / name).symlink_to(built.root / name)
    (tmp_path / "_toc.yml").write_text("root: book/index\nparts: []\n")
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build/html").symlink_to(built.html)
    done = run(sys.executable, "-m", "bookpdf", cwd=tmp_path, CHROMIUM="/no/such/chromium")
    assert done.returncode == 1
    assert "apt install chromium" in done.stderr
    assert "Traceback" not in done.stderr
