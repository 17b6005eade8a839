"""The built pages in a real browser, from files, at desktop and phone width, light and dark."""

from __future__ import annotations

import os
from itertools import pairwise

import pytest

from tests.book.conftest import toc
from tests.book.screenshots import broken_images, each_look, shoot

pytestmark = [pytest.mark.book, pytest.mark.browser]


class Watched:
    """A tab that notes every complaint of the console and every request."""

    def __init__(self, context):
        self.complaints, self.requests = [], []
        self.tab = context.new_page()
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("requestfailed", lambda request: self.complaints.append(request.url))

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture(params=["light", "dark"])
def mode(request):
    return request.param


@pytest.fixture(params=[1280, 360])
def width(request):
    return request.param


@pytest.fixture
def opened(browser):
    """Opens a window; each is closed after the test."""
    contexts = []

    def new(width=1280, mode="light"):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, color_scheme=mode))
        return contexts[-1]

    yield new
    for context in contexts:
        context.close()


def covered(tab):
    """Labels of displayed formulas that reach into their own number, which stands beside them."""
    return tab.evaluate(
        """[...document.querySelectorAll("div.math:has(.eqno)")].filter(formula => {
            if (innerWidth <= 600) return false;  // there a long formula scrolls beside it
            const parts = [...formula.querySelectorAll(".katex-html .base")];
            const right = Math.max(...parts.map(part => part.getBoundingClientRect().right));
            const number = formula.querySelector(".eqno").getBoundingClientRect();
            const top = Math.min(...parts.map(part => part.getBoundingClientRect().top));
            return right > number.left && top < number.bottom;
        }).map(formula => formula.id)"""
    )


def cut_off(tab):
    """Lines of code, folded or not, that are longer than their block is wide on a desktop."""
    return tab.evaluate(
        """innerWidth < 1280 ? [] : (
            document.querySelectorAll("details").forEach(part => { part.open = true; }),
            [...document.querySelectorAll(".highlight pre")]
                .filter(code => !code.closest(".cell_output"))
                .filter(code => code.scrollWidth > code.clientWidth)
                .map(code => code.textContent.split("\\n")
                    .reduce((a, b) => b.length > a.length ? b : a))
        )"""
    )


@pytest.mark.parametrize("page", toc())
def test_page_is_quiet_whole_and_fits(built, opened, page, width):
    """In both themes; CI keeps a picture of each."""
    watched = Watched(opened(width))
    tab = watched.tab
    tab.goto((built.html / f"{page}.html").as_uri())
    assert not broken_images(tab)
    for look in each_look(tab, [width]):
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, look
        assert not covered(tab)
        if "CI" in os.environ:
            shoot(tab, page.rpartition("/")[2], look)
    levels = tab.evaluate(
        """[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
            .filter(h => h.checkVisibility()).map(h => +h.tagName[1])"""
    )
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    assert not cut_off(tab)
    assert not watched.complaints
    assert not [u for u in watched.requests if not u.startswith(("file:", "data:", "blob:"))]


def test_the_front_door_opens(built, opened):
    watched = Watched(opened())
    watched.tab.goto((built.html / "index.html").as_uri(), wait_until="commit")
    watched.tab.wait_for_url("**/book/index.html")
    assert "Neural Networks, Checked" in watched.tab.title()


def test_page_follows_the_mode(built, opened, mode):
    watched = Watched(opened(mode=mode))
    watched.tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    ground = watched.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    filters = watched.tab.evaluate(
        """[...document.querySelectorAll(".cell_output img")]
            .map(image => getComputedStyle(image).filter)"""
    )
    channels = [int(c) for c in ground.removeprefix("rgb(").rstrip(")").split(",")]
    assert (sum(channels) > 600) == (mode == "light")
    assert filters
    assert all(("invert" in f) == (mode == "dark") for f in filters)


def test_formulas_use_the_fonts_of_the_book(built, opened):
    watched = Watched(opened())
    watched.tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    loaded = watched.tab.evaluate(
        "() => document.fonts.ready.then(f => [...f].filter(x => x.status === 'loaded')"
        ".map(x => x.family.replaceAll('\"', '')))"
    )
    assert {"KaTeX_Main", "KaTeX_Math"} <= set(loaded)


SHOWN = """slider => [...new Set([...slider.querySelectorAll("[data-frame]")]
    .filter(part => getComputedStyle(part).display !== "none")
    .map(part => +part.dataset.frame))]"""


def sliders(tab, built):
    """The pairs (slider, its control) of each page that has some, the page opened first."""
    found = 0
    for path in built.pages():
        if 'class="slider' not in path.read_text(encoding="utf-8"):
            continue
        tab.goto(path.as_uri(), wait_until="domcontentloaded")  # by then the scripts have run
        pairs = [
            (s, s.query_selector(".slider-control")) for s in tab.query_selector_all(".slider")
        ]
        found += len(pairs)
        yield pairs
    assert found


def move(slider, control, start):
    """By keyboard, from ``start`` to the last frame, one back, and to the first."""
    entry = control.query_selector("input")
    last = int(entry.get_attribute("max"))
    assert slider.evaluate(SHOWN) == [start]
    for key, place in (("End", last), ("ArrowLeft", last - 1), ("Home", 0)):
        entry.press(key)
        assert slider.evaluate(SHOWN) == [place]
        name = control.query_selector("output").text_content()
        assert name == entry.get_attribute("aria-valuetext")
    assert entry.bounding_box()["height"] >= 24


def test_the_keyboard_moves_every_slider_and_paper_shows_it_still(built, opened):
    tab = Watched(opened(1280)).tab
    for pairs in sliders(tab, built):
        tab.set_viewport_size({"width": 1280, "height": 900})
        for slider, control in pairs:
            move(slider, control, int(control.query_selector("input").input_value()))
            assert len(slider.query_selector("svg").get_attribute("aria-label")) > 20
        tab.set_viewport_size({"width": 360, "height": 900})
        for slider, control in pairs:
            move(slider, control, 0)
        tab.emulate_media(media="print")
        assert not any(control.query_selector("input").is_visible() for _, control in pairs)
        assert all(control.query_selector("output").is_visible() for _, control in pairs)
        assert all(slider.evaluate(SHOWN) == [0] for slider, _ in pairs)
        tab.emulate_media(media="screen")


def test_without_script_a_slider_is_a_still_figure(built, browser):
    """And no caption speaks of moving it."""
    context = browser.new_context(java_script_enabled=False)
    tab, captions = context.new_page(), 0
    for pairs in sliders(tab, built):
        assert not any(control.is_visible() for _, control in pairs)
        assert all(len(slider.evaluate(SHOWN)) == 1 for slider, _ in pairs)
        assert not any(e.is_visible() for e in tab.query_selector_all(".screen-only"))
        captions += len([e for e in tab.query_selector_all(".paper-only") if e.is_visible()])
    assert captions > 5
    context.close()


def test_a_dark_page_is_printed_in_light_colours(built, browser):
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    theme = "document.documentElement.dataset.theme"
    tab.wait_for_function(f"{theme} === 'dark'")
    tab.evaluate(f"addEventListener('beforeprint', () => {{ window.printed = {theme}; }})")
    tab.pdf()
    assert tab.evaluate("window.printed") == "light"
    assert tab.evaluate(theme) == "dark"
    context.close()


def test_no_punctuation_starts_a_line_after_a_formula(built, opened):
    """The text after a formula may not begin with a mark that belongs to the formula's line."""
    watched = Watched(opened())
    watched.tab.goto((built.html / "book/experiments/by-hand.html").as_uri())
    after = watched.tab.evaluate(
        """[...document.querySelectorAll("span.math")].map(m => m.nextSibling)
            .filter(n => n && n.nodeType === 3).map(n => n.textContent[0])"""
    )
    assert len(after) > 20
    assert not set(after) & set(".,;:!?)]")


def test_the_watch_notices_each_fault(browser, tmp_path):
    """A page with each fault must be noticed by the same means."""
    page = tmp_path / "bad.html"
    page.write_text(
        "<script>console.error('x'); throw Error('y')</script><img src='none.png'>"
        "<div style='width:2000px'>wide</div><img src='http://127.0.0.1:9/a.png'>"
    )
    context = browser.new_context(viewport={"width": 360, "height": 900})
    watched = Watched(context)
    watched.tab.goto(page.as_uri())
    text = " ".join(watched.complaints)
    assert all(word in text for word in ("x", "y", "none.png", "127.0.0.1"))
    assert any(url.startswith("http://127") for url in watched.requests)
    assert watched.tab.evaluate("document.documentElement.scrollWidth - innerWidth") > 0
    context.close()


def test_code_that_is_cut_off_is_noticed(built, opened):
    tab = opened().new_page()
    tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    line = "x" * 100
    tab.evaluate(
        "line => { document.querySelector('details .highlight pre').textContent = line; }", line
    )
    assert cut_off(tab) == [line]
