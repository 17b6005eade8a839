"""axe on every page at each width and in each theme, and what axe does not look at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.book.conftest import toc
from tests.book.screenshots import each_look
from tests.conftest import need

pytestmark = [pytest.mark.book, pytest.mark.browser]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a theme can change

# axe looks at every element. Of a formula one is enough, of a drawing with a name its outermost,
# of a kind of token one. Without this the long chapters take minutes.
THIN = """() => {
    for (const formula of document.querySelectorAll(".katex")) formula.textContent = "x";
    for (const drawing of document.querySelectorAll("svg[role=img]")) drawing.replaceChildren();
    const seen = new Set();
    for (const token of document.querySelectorAll("pre span[class]")) {
        if (seen.has(token.className)) token.remove();
        seen.add(token.className);
    }
}"""
RUN = """async ([tags, rules]) => {
    const only = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
    const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 200)}`));
}"""
PAGES = [*toc(), "search"]


@pytest.fixture(scope="module")
def axe() -> str:
    folder = os.environ.get("AXE")
    need(folder, "axe-core, which .ci/run installs from npm")
    return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")


def faults(tab, axe: str) -> dict[tuple[int, str], list[str]]:
    """What axe finds, by look; in the dark only what colours can break."""
    tab.evaluate(axe)
    return {
        look: tab.evaluate(RUN, [TAGS, COLOURS if look[1] == "dark" else None])
        for look in each_look(tab)
    }


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(built, browser, axe, page):
    tab = browser.new_page()
    tab.goto((built.html / f"{page}.html").as_uri())
    tab.evaluate(THIN)
    found = {look: nodes for look, nodes in faults(tab, axe).items() if nodes}
    assert not found
    tab.close()


def test_axe_looks_at_every_page(built):
    assert {built.html / f"{page}.html" for page in PAGES} >= {*built.pages()}


def test_axe_notices_faults_in_both_themes(browser, axe, tmp_path):
    page = tmp_path / "bad.html"
    page.write_text(
        "<!doctype html><html lang=en><title>t</title><style>p { color: #aaa }</style>"
        "<main><h1>t</h1><p>pale</p><img src=''></main><script>"
        "const dark = matchMedia('(prefers-color-scheme: dark)');"
        "const set = () => {"
        " document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light'; };"
        "dark.onchange = set; set();</script>"
    )
    tab = browser.new_page()
    tab.goto(page.as_uri())
    for (_, theme), nodes in faults(tab, axe).items():
        rules = {node.partition(":")[0] for node in nodes}
        assert "color-contrast" in rules
        assert ("image-alt" in rules) == (theme == "light")
    tab.close()


@pytest.mark.parametrize("page", ["one-run", "experiments/by-hand"])
def test_what_scrolls_can_be_reached_by_keyboard(built, browser, page):
    tab = browser.new_page(viewport={"width": 360, "height": 900})
    tab.goto((built.html / f"book/{page}.html").as_uri())
    unreachable = tab.evaluate(
        """() => [...document.querySelectorAll(".bd-article *")].filter(e =>
            /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1
            && e.clientWidth && e.tabIndex < 0 && !e.querySelector("a, button, input"))
            .map(e => e.outerHTML.slice(0, 100))"""
    )
    assert not unreachable
    tab.close()


def test_the_focus_shows_wherever_the_keyboard_goes(built, browser):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    places = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        places.append(
            tab.evaluate(
                """() => {
                    const e = document.activeElement, style = getComputedStyle(e);
                    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth);
                    return [e.outerHTML.slice(0, 80), ring >= 1 || style.boxShadow !== "none"];
                }"""
            )
        )
    assert "Skip to main content" in places[0][0]
    assert len({html for html, _ in places}) > 30
    assert [html for html, shows in places if not shows] == []
    tab.close()


def test_nothing_moves_for_a_reader_who_wants_no_motion(built, browser):
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto((built.html / "book/experiments/xnor.html").as_uri())
    moving = tab.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("body *")].filter(e => {
            const s = getComputedStyle(e);
            const long = t => t.split(",").some(x => parseFloat(x) > 0.01);
            const durations = [s.transitionDuration, s.animationDuration];
            return durations.some(long) || s.scrollBehavior === "smooth";
        }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert not moving
    context.close()
