"""What the pages' sources must not contain."""

from __future__ import annotations

import ast
import re

import pytest

from nnlab.studies.catalogue import STUDIES
from tests.conftest import ROOT

PAGES = sorted((ROOT / "book").rglob("*.md"))
each = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def prose(text: str) -> str:
    """A page without its code, mathematics, roles and front matter."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^(`{3,})\{(code-cell|math|literalinclude|footbibliography)\}.*?^\1$", "", text,
                  flags=re.DOTALL | re.MULTILINE)  # fmt: skip
    text = re.sub(r"^```\w+\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\{[\w:-]+\}`[^`]*`|`[^`]*`|\$[^$]*\$|https?://\S+", "", text)


@each
def test_no_decimal_number_is_typed(page):
    found = re.findall(r".*(?<![\w.])\d+\.\d+(?![\w.]).*", prose(page.read_text()))
    named = r"Python 3\.11|CC BY(-SA)? \d\.0"  # the numbers of versions and licences
    found = [line for line in found if not re.search(named, line)]
    assert not found


def test_the_check_of_decimals_bites():
    assert re.search(r"\d\.\d", prose("It was 0.95 of {glue:text}`x.md::y:.1f` and $0.5$."))
    assert not re.search(r"\d\.\d", prose("It was {glue:text}`x.md::y:.1f` and $0.5$ `0.3`."))


@each
def test_glue_names_its_page(page):
    """The short form of glue fails in translated pages."""
    for text in re.findall(r"\{glue:text\}`([^`]*)`", page.read_text()):
        assert re.fullmatch(r"[\w/-]+\.md::\w+:[^:`]+", text), text


def unseen(source: str) -> list[str]:
    """Strings of a cell that are computed and thrown away: only a cell's last line is shown."""
    body = ast.parse(source).body[:-1]
    return [
        ast.unparse(line)
        for line in body
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant | ast.JoinedStr)
    ]


@each
def test_no_cell_throws_a_sentence_away(page):
    fenced = r"^(`{3,})\{code-cell\} python\n(?:---\n.*?^---\n|(?::.*\n)*)(.*?)^\1$"
    cells = re.findall(fenced, page.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert not [sentence for _, cell in cells for sentence in unseen(cell)]


def test_the_check_of_sentences_bites():
    assert unseen('f"{x:.1f} of "\nf"{n}"')
    assert not unseen('print(x)\nf"{x:.1f} of " f"{n}"')


@each
def test_american_spelling(page):
    american = r"\b(initializ\w+|behavior|color|optimiz\w+|regulariz\w+|neighbor\w*|learned)\b"
    text = re.sub(r"\{(?:foot)?cite:\w\}`[^`]*`", "", prose(page.read_text()))
    assert not re.findall(american, text, re.IGNORECASE)


# Beside its chapter, another page shows a record's figure, or numbers that no other page has.
ALSO = {("xnor", "index"): set(), ("hoda", "one-run"): {
    "sd_seeds", "sd_images", "sd_rest", "pairs_200", "pairs_rest",
}}  # fmt: skip


def records_of(page):
    """The names of the records that a page loads."""
    text = page.read_text()
    loaded = re.findall(r".*records\.load\(.*", text)
    loaded += re.findall(r"^experiments = \{.*?\}", text, re.DOTALL | re.MULTILINE)
    return set(re.findall(r'"([a-z-]+)"', " ".join(loaded))) & set(STUDIES)


def test_a_record_has_one_page():
    """Two pages that each work out a number from one record may come to disagree: one glues it,
    and the others show that."""
    readers = {name: set() for name in STUDIES}
    for page in PAGES:
        for name in records_of(page):
            readers[name].add(page.stem)
    for name, page in ALSO:
        readers[name].remove(page)
    assert {name: pages for name, pages in readers.items() if len(pages) != 1} == {}


@pytest.mark.parametrize(("reader", "own"), ALSO.items(), ids=[page for _, page in ALSO])
def test_a_second_page_glues_no_number_of_the_first(reader, own):
    name, page = reader
    (text,) = (p.read_text() for p in PAGES if p.stem == page)
    assert set(re.findall(rf"\b{page}\.md::(\w+):", text)) == own
    (chapter,) = (p.read_text() for p in PAGES if name in records_of(p) and p.stem != page)
    assert not own & set(re.findall(r"\.md::(\w+):", chapter))
