"""The book as one PDF, made once and read by an independent library."""

from __future__ import annotations

import re
import sys
from itertools import pairwise

import pytest
import yaml
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from bookpdf import press
from tests.book.conftest import run, toc
from tests.conftest import made_once

pytestmark = [pytest.mark.book, pytest.mark.browser]

PDF = "_build/pdf/neural-networks-checked.pdf"
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
    pdf = PdfReader(built.root / PDF)
    return complaints.read_text(encoding="utf-8"), pdf


@pytest.fixture(scope="module")
def texts(built, made):  # noqa: ARG001 (which makes the file)
    """The text of each page. (pypdf takes a minute for what this does in seconds.)"""
    with PdfDocument(built.root / PDF) as pdf:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]


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


def test_it_is_a_whole_tagged_book_with_a_title_and_an_author(built, made):
    _, reader = made
    root = reader.trailer["/Root"]
    config = yaml.safe_load((built.root / "_config.yml").read_text(encoding="utf-8"))
    assert reader.metadata.title == config["title"]
    assert reader.metadata.author == config["author"]
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
            assert any(wanted == seen for seen in titles), (name, title)
    broken = "Where to start: initial weights and biases"  # in two lines on its page
    assert broken in [entry.title for entry in entries(reader.outline)]
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


def test_the_contents_name_the_pages(made):
    """Each row is a title and the number of the page that its link leads to."""
    _, reader = made
    number = press.page_numbers(reader)
    first = number["book-index"] - 1
    rows = "\n".join(page.extract_text() for page in reader.pages[1:first])
    stated = re.findall(r"\S (\d+)$", rows, re.MULTILINE)
    wanted = [
        number[link.get_object()["/Dest"].removeprefix("/")]
        for page in reader.pages[1:first]
        for link in page["/Annots"]
    ]
    assert len(wanted) > 200
    assert [int(n) for n in stated] == wanted
    assert {number[name.replace("/", "-")] for name in toc()} <= set(wanted)


def test_the_index_and_the_list_of_exercises_name_pages(made, texts):
    number = press.page_numbers(made[1])
    for name, least in (("exercises", 50), ("index-of-terms", 150)):
        start = number[f"book-appendix-{name}"]
        after = min(n for key, n in number.items() if "--" not in key and n > start)
        stated = re.findall(r"\bp\.\s(\d+)", " ".join(texts[start - 1 : after - 1]))
        assert len(stated) > least, name
        assert all(0 < int(n) <= len(texts) for n in stated)


def test_paper_is_not_asked_to_move(texts):
    text = " ".join(" ".join(texts).split())
    assert not re.findall(
        r".{40}\b(?:[Mm]ove|[Dd]rag|[Dd]raw) the (?:slider|mark)\b|\bclick", text
    )


def test_a_slider_says_what_it_shows(built, texts):
    text = " ".join(" ".join(texts).split())
    pages = "".join(path.read_text(encoding="utf-8") for path in built.pages())
    shown = re.findall(r"</label><output>(.*?)</output>", pages)
    assert len(shown) > 8
    assert not [value for value in shown if value not in text]


def test_an_address_that_is_its_own_text_stands_once(texts):
    text = re.sub(r"\s", "", " ".join(texts))
    assert text.count("https://") > 10
    assert not re.search(r"(https?://[^()]{8,})\(\1", text)


# (how much smaller than drawn, the anchor above) of each figure; whether each has its style
LOOKS = """() => ({
    figures: [...document.querySelectorAll(".chapter .cell_output img")].map(image => [
        Math.min(image.clientWidth / image.naturalWidth, image.clientHeight / image.naturalHeight),
        image.closest("[id]").id]),
    shrunk: [...document.querySelectorAll("[style*=zoom]")].filter(e => e.style.zoom < 0.7)
        .map(e => e.closest("[id]").id),
    answers: [...document.querySelectorAll("[id$=the-short-answer]")]
        .map(e => getComputedStyle(e).backgroundColor),
    boxes: [...document.querySelectorAll(".admonition")]
        .filter(e => getComputedStyle(e.querySelector(".admonition-title")).position !== "static"
            || [...e.children].some(part => getComputedStyle(part).visibility !== "visible"))
        .map(e => e.id || e.textContent.slice(0, 60)),
})"""


@pytest.fixture(scope="module")
def looks(built, made, browser):  # noqa: ARG001 (the document is there once it is printed)
    context = browser.new_context(viewport={"width": press.WIDTH, "height": 1000})
    tab = context.new_page()
    tab.emulate_media(media="print")
    tab.goto((built.root / "_build/pdf/neural-networks-checked.html").as_uri())
    tab.evaluate(press.READY)
    tab.evaluate(press.FIT)
    yield tab.evaluate(LOOKS)
    context.close()


def test_no_figure_and_no_table_is_too_small_to_read(looks):
    assert len(looks["figures"]) > 50
    assert not [(name, scale) for scale, name in looks["figures"] if scale < 0.6]
    assert not looks["shrunk"]


def test_boxes_are_open_and_look_as_on_the_pages(looks):
    assert len(looks["answers"]) > 10
    assert "rgba(0, 0, 0, 0)" not in looks["answers"]
    assert not looks["boxes"]


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
