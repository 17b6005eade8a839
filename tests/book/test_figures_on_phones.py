"""Figures at a phone's width: their words are large enough to read, and nothing is cut off."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path
from urllib.parse import unquote

import matplotlib.pyplot as plt
import pytest

from tests.book.screenshots import each_look

pytestmark = [pytest.mark.book, pytest.mark.browser]

LEAST = 9.0  # CSS pixels
# Matplotlib draws words as outlines, in units of a hundredth of the font size; an exponent has a
# scale of its own within its word's, and is left out, as the page's own exponents are.
WORD = re.compile(r"scale\((\d*\.?\d+) -\1\)")

IMAGES = """() => [...document.querySelectorAll(".bd-article .cell_output img")]
    .filter(image => image.checkVisibility())
    .map(image => [image.getAttribute("src"), image.getBoundingClientRect().width])"""
SLIDERS = """() => [...document.querySelectorAll(".bd-article .slider svg")]
    .map(svg => [svg.outerHTML, svg.getBoundingClientRect().width])"""
WIDGETS = """() => [...document.querySelectorAll(".bd-article svg text")]
    .filter(text => text.checkVisibility())
    .map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
CUT = """() => [...document.querySelectorAll(".bd-article :is(.cell_output img, .slider svg)")]
    .filter(figure => figure.checkVisibility())
    .filter(figure => {
        const {left, right} = figure.getBoundingClientRect();
        const frames = [{left: 0, right: innerWidth}];
        for (let frame = figure.parentElement; frame; frame = frame.parentElement)
            if (getComputedStyle(frame).overflowX !== "visible")
                frames.push(frame.getBoundingClientRect());
        return frames.some(frame => frame.left > left + 1 || frame.right < right - 1);
    }).length"""


def smallest(svg: str, width: float) -> float:
    """Size in pixels of the smallest word of a figure that is shown ``width`` pixels wide."""
    units = float(re.search(r'viewBox="\S+ \S+ (\S+)', svg)[1])
    sizes = (100 * float(scale) for scale in WORD.findall(svg))
    return min(sizes, default=math.inf) * width / units


def drawing(folder: Path, source: str) -> str:
    """The SVG of an image's address; of another kind of image no word could be measured."""
    kind, _, inline = source.partition(",")
    if kind == "data:image/svg+xml":
        return unquote(inline)
    assert source.endswith(".svg"), source
    return (folder / source).read_text(encoding="utf-8")


def measured(tab, path: Path) -> int:
    """How many figures the page in ``tab`` shows, once none was found cut off or too small."""
    figures = [(drawing(path.parent, src), width) for src, width in tab.evaluate(IMAGES)]
    figures += tab.evaluate(SLIDERS)
    for svg, width in figures:
        assert smallest(svg, width) >= LEAST, (path.stem, svg[:300], smallest(svg, width))
    assert all(size >= LEAST for size in tab.evaluate(WIDGETS)), path.stem
    assert not tab.evaluate(CUT), path.stem
    return len(figures)


@pytest.fixture(params=["script", "no script"])
def phone(browser, request):
    """Without its script a widget is a still figure."""
    context = browser.new_context(
        viewport={"width": 360, "height": 900}, java_script_enabled=request.param == "script"
    )
    yield context.new_page()
    context.close()


def test_every_figure_is_whole_and_its_words_can_be_read(built, phone, request):
    """In both themes, where a script can change them."""
    seen = 0
    for path in built.pages():
        phone.goto(path.as_uri())
        if "no script" in request.node.callspec.id:
            seen += measured(phone, path)
        else:
            seen += max(measured(phone, path) for _ in each_look(phone, [360]))
    assert seen > 70


def test_the_measure_and_the_watch_notice_each_fault(phone, tmp_path):
    figure, axes = plt.subplots(figsize=(5, 2))
    axes.text(0.5, 0.5, "small", fontsize=8)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg")
    plt.close(figure)
    assert smallest(drawn.getvalue(), 360) == pytest.approx(8)
    assert smallest(drawn.getvalue(), 180) == pytest.approx(4)
    page = tmp_path / "bad.html"
    page.write_text(
        "<div class='bd-article'><div class='slider' style='overflow: auto; width: 100px'>"
        "<svg viewBox='0 0 9 9' style='width: 200px'><text font-size='1'>x</text></svg>"
    )
    phone.goto(page.as_uri())
    assert phone.evaluate(CUT) == 1
    assert phone.evaluate(WIDGETS)[0] == pytest.approx(200 / 9)
