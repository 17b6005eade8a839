"""One HTML document from the built pages: cover, contents, chapters, solutions.

What a page folds is treated as a reader on paper wants it. Solutions stand at the end of the
book, so that they are not read with the question. Rules and lists of verdicts are unfolded:
nobody can click on them. Folded code of cells, and how each page was made, are left out: they are
in the notebooks and on the pages, for people who sit at a computer.
"""

from __future__ import annotations

import copy
import os
import posixpath
import re
from string import Template
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, SoupStrainer, Tag

from bookpdf.book import Book, Page

# Classes of what nobody needs on paper: links of headings, controls, a second table of contents,
# how each page was made.
DROPPED = {
    "headerlink",
    "ledger-filters",
    "index-letters",
    "toctree-wrapper",
    "bookrun-provenance",
}
# Lists for finding something: their links say on which page it is.
PAGED = ".index-entries a[href], .exercise-list a[href]"
SOLUTIONS = "solutions"
SVG_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def document(book: Book, folder: str) -> str:
    """The whole book as HTML that stands in ``folder``."""
    names = {page.name for page in book.pages}
    articles = [article(page, names, folder) for page in book.pages]
    chapters = [*zip(book.pages, articles, strict=True)]
    solved = solutions(chapters)
    parts = [
        _cover(book, articles[0]),
        _contents(chapters, solved),
        *(_chapter(page, content) for page, content in chapters),
        str(solved),
    ]
    running = {page.key: content.h1.get_text() for page, content in chapters}
    running[SOLUTIONS] = "Solutions"
    return _HTML.substitute(
        title=_text(book.title),
        author=_text(book.author),
        sheets=_sheets(book, folder),
        running=_running_titles(running),
        body="\n".join(parts),
    )


_HTML = Template(
    """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<title>$title</title>
<meta name="author" content="$author">
$sheets
<style>
$running
</style>
</head>
<body>
<div class="bd-content print-book">
$body
</div>
</body>
</html>
"""
)


def article(page: Page, names: set[str], folder: str) -> Tag:
    """The page's article: cleaned, its anchors its own in the whole book, its links led there."""
    only = SoupStrainer("article", class_="bd-article")
    text = page.path.read_text(encoding="utf-8")
    found = BeautifulSoup(text, "html.parser", parse_only=only).article
    for element in found.find_all(_is_dropped):
        element.decompose()
    _unfold(found)
    for control in found.select(".slider-control"):
        del control["hidden"]  # of it the style sheet leaves what the slider stands at
    _say_mathematics(found)
    _prefix(found, page)
    _lead_links(found, page, names)
    _say_pages(found)
    for caption in found.find_all("p", role="heading"):
        del caption["role"], caption["aria-level"]  # else it would be in the outline
    for image in found.find_all("img"):
        if not image["src"].startswith("data:"):  # a widget's still is part of the page
            place = (page.path.parent / unquote(image["src"])).resolve()
            image["src"] = os.path.relpath(place, folder)
        del image["loading"]
    return found


def _is_dropped(element: Tag) -> bool:
    return element.name == "script" or not DROPPED.isdisjoint(element.get("class") or ())


def _unfold(found: Tag) -> None:
    for details in found.find_all("details"):
        if details.select_one(".cell_input") and not details.select_one(".cell_output"):
            details.decompose()
        else:
            details["open"] = ""
    # A cell of which nothing is left would still take its margins.
    for cell in found.find_all("div", class_="cell"):
        if not cell.get_text(strip=True) and not cell.find(["img", "svg"]):
            cell.decompose()


def _say_mathematics(found: Tag) -> None:
    """Give each formula its source as text for a screen reader.

    KaTeX writes each formula twice, for the eye and as MathML. In a PDF the hidden one would be
    copied and searched as a second text.
    """
    for source in found.find_all("annotation"):
        hidden = source.find_parent("span", class_="katex-mathml")
        shown = hidden.find_next_sibling("span", class_="katex-html")
        shown["role"], shown["aria-label"] = "img", source.get_text(strip=True)
        del shown["aria-hidden"]
        hidden.decompose()


def _prefix(found: Tag, page: Page) -> None:
    """Give every anchor the page's key. A second element with the same anchor loses it."""
    seen = set()
    for element in found.find_all(id=True):
        if element["id"] in seen:
            del element["id"]
        else:
            seen.add(element["id"])
            element["id"] = _anchor(page.name, element["id"])
    for drawing in found.find_all("svg"):
        for element in drawing.find_all(True):
            _lead_within_drawing(element, page)


def _lead_within_drawing(element: Tag, page: Page) -> None:
    for name, value in element.attrs.items():
        if name == "xlink:href" and value.startswith("#"):
            element[name] = f"#{_anchor(page.name, value[1:])}"
        elif isinstance(value, str) and "url(#" in value:
            element[name] = SVG_REFERENCE.sub(
                lambda match: f"url(#{_anchor(page.name, match[1])})", value
            )


def _anchor(name: str, fragment: str = "") -> str:
    key = name.replace("/", "-")
    return f"{key}--{fragment}" if fragment else key


def _lead_links(found: Tag, page: Page, names: set[str]) -> None:
    for link in found.find_all("a", href=True):
        place = urlsplit(link["href"])
        if place.scheme or place.netloc:
            continue
        folder = posixpath.dirname(page.name)
        target = posixpath.normpath(posixpath.join(folder, place.path)) if place.path else ""
        name = target.removesuffix(".html") if target else page.name
        if name in names:
            link["href"] = f"#{_anchor(name, unquote(place.fragment))}"
        else:  # a download, the index: not on paper
            link.unwrap()


def _say_pages(found: Tag) -> None:
    """Name the page behind each link of a list in which one looks things up."""
    soup = BeautifulSoup("", "html.parser")
    for link in found.select(PAGED):
        link.insert_after(" ", _number(soup, link["href"][1:]))


def solutions(chapters: list[tuple[Page, Tag]]) -> Tag:
    """Take the solutions out of the chapters into one of their own, and name their pages."""
    soup = BeautifulSoup('<section class="chapter bd-article"></section>', "html.parser")
    place = soup.section
    place["id"], place["style"] = SOLUTIONS, f"page: {SOLUTIONS}"
    place.append(_new(soup, "h1", "Solutions to the exercises"))
    for page, content in chapters:
        found = content.find_all("div", class_="solution")
        if not found:
            continue
        section = _new(soup, "section", "", id=f"{SOLUTIONS}--{page.key}")
        section.append(_new(soup, "h2", content.h1.get_text()))
        for solution in found:
            _point(soup, content, solution)
            section.append(solution.extract())
        place.append(section)
    return place


def _point(soup: BeautifulSoup, content: Tag, solution: Tag) -> None:
    """Below the exercise of this solution: where the solution stands."""
    exercise = content.find(id=solution.find(class_="admonition-title").a["href"][1:])
    line = _new(soup, "p", "", class_="to-solution")
    line.append(_new(soup, "a", "Solution on page ", href=f"#{solution['id']}"))
    line.a.append(_number(soup, solution["id"]))
    exercise.append(line)


NUMBER = "000"  # stands for a page's number until it is known


def _number(soup: BeautifulSoup, target: str) -> Tag:
    """A place for the number of the page on which ``target`` stands."""
    return _new(soup, "span", NUMBER, class_="page-of", **{"data-of": target})


def _new(soup: BeautifulSoup, tag: str, text: str, **attributes: str) -> Tag:
    attributes = {name.rstrip("_"): value for name, value in attributes.items()}
    element = soup.new_tag(tag, attrs=attributes)
    element.string = text
    return element


def _chapter(page: Page, content: Tag) -> str:
    part = f'<p class="part">{_text(page.part)}</p>' if page.part else ""
    return (
        f'<section class="chapter bd-article" id="{page.key}" style="page: {page.key}">'
        f"{part}{content.decode_contents()}</section>"
    )


def _contents(chapters: list[tuple[Page, Tag]], solved: Tag) -> str:
    lines, part = [], ""
    for page, content in chapters:
        if page.part != part:
            part = page.part
            lines.append(f'<p class="contents-part">{_text(part)}</p>')
        lines.append(_entry("contents-chapter", page.key, content.h1))
        for heading in content.find_all("h2"):
            if len(heading.get_text()) > 1:  # a letter of the index is no section
                target = heading.find_parent("section")["id"]
                lines.append(_entry("contents-section", target, heading))
    lines.append('<p class="contents-part">Solutions</p>')
    lines.append(_entry("contents-chapter", SOLUTIONS, solved.h1))
    return f'<nav class="book-contents"><h1>Contents</h1>{"".join(lines)}</nav>'


def _entry(kind: str, target: str, heading: Tag) -> str:
    plain = copy.copy(heading)
    for link in plain.find_all("a"):  # a link in a link would end it
        link.unwrap()
    title, number = plain.decode_contents(), f'class="page-of" data-of="{target}"'
    return (
        f'<p class="{kind}"><a href="#{target}"><span class="title">{title}</span>'
        f'<span class="leader"></span><span {number}>{NUMBER}</span></a></p>'
    )


def _cover(book: Book, first: Tag) -> str:
    """The book's cover, with the first figure of its first page."""
    figure = first.figure.find(["img", "svg"]) if first.figure else None
    template = Template((book.print_folder / "cover.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=_text(book.title),
        author=_text(book.author),
        copyright=_text(book.copyright),
        figure=str(figure) if figure else "",
    )


def _sheets(book: Book, folder: str) -> str:
    """The style sheets of the pages, then the one for paper."""
    first = book.pages[0].path
    only = SoupStrainer("link", rel="stylesheet")
    text = first.read_text(encoding="utf-8")
    links = BeautifulSoup(text, "html.parser", parse_only=only).find_all("link")
    places = [(first.parent / urlsplit(link["href"]).path).resolve() for link in links]
    places.append(book.print_folder / "print.css")
    return "\n".join(
        f'<link rel="stylesheet" href="{os.path.relpath(place, folder)}">' for place in places
    )


def _running_titles(titles: dict[str, str]) -> str:
    """A kind of page for each chapter, so that its title can stand at the foot."""
    return "\n".join(
        f"@page {key} {{ @bottom-left {{ content: {_css_string(title)} }} }}"
        for key, title in titles.items()
    )


def _css_string(text: str) -> str:
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("\n", " ") + '"'


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
