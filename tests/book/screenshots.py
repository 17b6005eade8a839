"""``python -m tests.book.screenshots [PAGE ...]``: pictures of the built pages, to look at.

Every page of ``_build/html``, whole, at two widths and in two themes, to ``_build/screenshots``.
A page is loaded once; width and theme then change in place.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.conftest import ROOT

FOLDER = ROOT / "_build/screenshots"
WIDTHS, THEMES = (1280, 360), ("light", "dark")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# The first is the same browser without windows: a page opens with a third of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
HEIGHT = 900  # pixels, of a window
# A window as tall as this is moved down a page to take its picture: Chromium needs half the time
# that it takes for a whole page at once. Each part begins above the end of the one before, since
# the bar at the top of the window covers something.
TALL, COVERED = 8000, 100


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


def each_look(tab, widths: Sequence[int] = WIDTHS) -> Iterator[tuple[int, str]]:
    """Bring the page in ``tab`` to each width and theme in turn."""
    for width in widths:
        tab.set_viewport_size({"width": width, "height": HEIGHT})
        tab.wait_for_timeout(500)  # the theme's script waits before it looks at what scrolls
        for theme in THEMES:
            tab.emulate_media(color_scheme=theme)
            tab.wait_for_function("t => document.documentElement.dataset.theme === t", arg=theme)
            tab.evaluate(SETTLED)
            yield width, theme


def broken_images(tab) -> list[str]:
    """Load what would wait until it comes into view; the addresses of what cannot be shown."""
    return tab.evaluate(
        """async () => {
            const images = [...document.images];
            images.forEach(i => { i.loading = "eager"; });
            await Promise.allSettled(images.map(i => i.decode()));
            return images.filter(i => !i.naturalWidth).map(i => i.src);
        }"""
    )


def shoot(tab, name: str, look: tuple[int, str], folder: Path = FOLDER) -> None:
    """Picture of the page in ``tab``: NAME-WIDTH-THEME.jpg, a number each if it is very tall."""
    folder.mkdir(parents=True, exist_ok=True)
    width, theme = look
    height = tab.evaluate("document.documentElement.scrollHeight")
    tab.set_viewport_size({"width": width, "height": min(TALL, height)})
    tops = range(0, max(height - COVERED, 1), TALL - COVERED)
    for part, top in enumerate(tops, start=1):
        reached = tab.evaluate(
            "top => { scrollTo({top, behavior: 'instant'}); return Math.round(scrollY); }", top
        )
        number = f"-{part}" if len(tops) > 1 else ""
        path = folder / f"{name}-{width}-{theme}{number}.jpg"
        below = top - reached  # the last part ends where the page does
        clip = {"x": 0, "y": below, "width": width, "height": min(TALL, height) - below}
        tab.screenshot(path=path, clip=clip, type="jpeg", quality=75)
    tab.set_viewport_size({"width": width, "height": HEIGHT})
    tab.evaluate("scrollTo({top: 0, behavior: 'instant'})")


def main(names: list[str], show: Callable[[str], object] = print) -> int:
    from playwright.sync_api import sync_playwright

    pages = sorted((ROOT / "_build/html/book").rglob("*.html"))
    pages = [page for page in pages if not names or page.stem in names]
    if not pages:
        show("no such page; `make book` builds them")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for page in pages:
            tab = browser.new_page()
            tab.goto(page.as_uri())
            broken_images(tab)
            for look in each_look(tab):
                shoot(tab, page.stem, look)
            tab.close()
        browser.close()
    show(f"{len(pages)} pages, pictures in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
