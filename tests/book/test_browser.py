"""The built pages in a real browser, from files, at desktop and phone width, light and dark."""

from __future__ import annotations

from itertools import pairwise

import pytest

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
def context(browser, mode, request):
    size = {"width": request.param, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=mode)
    yield context
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


def test_every_page_is_quiet_whole_and_fits(built, context):
    for path in built.pages():
        watched = Watched(context)
        tab = watched.tab
        tab.goto(path.as_uri())
        assert not watched.complaints, (path.name, watched.complaints)
        foreign = [u for u in watched.requests if not u.startswith(("file:", "data:", "blob:"))]
        assert not foreign, (path.name, foreign)
        # Load what is lazy before asking what is broken.
        broken = tab.evaluate(
            """async () => {
                const images = [...document.images];
                images.forEach(i => { i.loading = "eager"; });
                await Promise.allSettled(images.map(i => i.decode()));
                return images.filter(i => !i.naturalWidth).map(i => i.src);
            }"""
        )
        assert not broken, (path.name, broken)
        over = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{path.name} is {over} px too wide"
        assert not covered(tab), (path.name, covered(tab))
        levels = tab.evaluate(
            """[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
                .filter(h => h.checkVisibility()).map(h => +h.tagName[1])"""
        )
        assert levels.count(1) == 1, (path.name, levels)
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path.name, levels)
        tab.close()


def test_the_front_door_opens(built, context):
    watched = Watched(context)
    watched.tab.goto((built.html / "index.html").as_uri(), wait_until="commit")
    watched.tab.wait_for_url("**/book/index.html")
    assert "Neural Networks, Checked" in watched.tab.title()


def test_page_follows_the_mode(built, context, mode):
    watched = Watched(context)
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


def test_formulas_use_the_fonts_of_the_book(built, context):
    watched = Watched(context)
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
    """(slider, its control) on every page that has one, each page opened first."""
    for path in built.pages():
        if 'class="slider' not in path.read_text(encoding="utf-8"):
            continue
        tab.goto(path.as_uri())
        for slider in tab.query_selector_all(".slider"):
            yield slider, slider.query_selector(".slider-control")


def test_the_keyboard_moves_every_slider(built, context):
    found = 0
    for slider, control in sliders(Watched(context).tab, built):
        found += 1
        entry = control.query_selector("input")
        start, last = int(entry.input_value()), int(entry.get_attribute("max"))
        assert slider.evaluate(SHOWN) == [start]
        assert len(slider.query_selector("svg").get_attribute("aria-label")) > 20
        entry.press("End")
        assert slider.evaluate(SHOWN) == [last]
        entry.press("ArrowLeft")
        assert slider.evaluate(SHOWN) == [last - 1]
        name = control.query_selector("output").text_content()
        assert name == entry.get_attribute("aria-valuetext")
        assert entry.bounding_box()["height"] >= 24
    assert found


def test_without_script_and_in_print_a_slider_is_a_still_figure(built, browser):
    context = browser.new_context(java_script_enabled=False)
    found = 0
    for slider, control in sliders(context.new_page(), built):
        found += 1
        assert not control.is_visible()
        assert len(slider.evaluate(SHOWN)) == 1
    assert found
    context.close()
    context = browser.new_context()
    tab = context.new_page()
    tab.emulate_media(media="print")
    for _, control in sliders(tab, built):
        assert not control.query_selector("input").is_visible()
        assert control.query_selector("output").is_visible()  # what the figure shows
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


def test_no_punctuation_starts_a_line_after_a_formula(built, context):
    """The text after a formula may not begin with a mark that belongs to the formula's line."""
    watched = Watched(context)
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
