"""``python -m tests.book.screenshots [PAGE ...]``: pictures of the built pages, to look at.

Every page of ``_build/html``, whole, at two widths and in two themes, to ``_build/screenshots``.
A page is loaded once; width and theme then change in place.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.conftest import ROOT

WIDTHS, THEMES = (1280, 360), ("light", "dark")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TALLEST = 16_000  # pixels; Chromium repeats what lies beyond


# A colour on its way from one theme to the other is neither's.
SETTLED = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    for (const animation of document.getAnimations())
        if (animation.effect.getComputedTiming().endTime < Infinity) animation.finish();
    await frame();
}"""


def chromium() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def each_look(tab) -> Iterator[tuple[int, str]]:
    """Bring the page in ``tab`` to each width and theme in turn."""
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.wait_for_timeout(500)  # the theme's script waits before it looks at what scrolls
        for theme in THEMES:
            tab.emulate_media(color_scheme=theme)
            tab.wait_for_function("t => document.documentElement.dataset.theme === t", arg=theme)
            tab.evaluate(SETTLED)
            yield width, theme


def shoot(tab, name: str, folder: Path) -> None:
    """Pictures of the page in ``tab``: NAME-WIDTH-THEME.jpg, a number each if it is very tall."""
    # An image that is loaded only when it comes into view would leave a hole.
    tab.evaluate("document.querySelectorAll('img').forEach(i => { i.loading = 'eager'; })")
    folder.mkdir(parents=True, exist_ok=True)
    for width, theme in each_look(tab):
        height = tab.evaluate("document.documentElement.scrollHeight")
        for part, top in enumerate(range(0, height, TALLEST), start=1):
            clip = {"x": 0, "y": top, "width": width, "height": min(TALLEST, height - top)}
            number = f"-{part}" if height > TALLEST else ""
            path = folder / f"{name}-{width}-{theme}{number}.jpg"
            tab.screenshot(path=path, full_page=True, clip=clip, type="jpeg", quality=75)


def main(names: list[str], show: Callable[[str], object] = print) -> int:
    from playwright.sync_api import sync_playwright

    html, folder = ROOT / "_build/html", ROOT / "_build/screenshots"
    pages = sorted((html / "book").rglob("*.html"))
    pages = [page for page in pages if not names or page.stem in names]
    if not pages:
        show("no such page; `make book` builds them")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for page in pages:
            tab = browser.new_page()
            tab.goto(page.as_uri())
            shoot(tab, page.stem, folder)
            tab.close()
        browser.close()
    show(f"{len(pages)} pages, pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
