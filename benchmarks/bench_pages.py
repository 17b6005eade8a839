"""Every page of the built book: weight, requests, first paint; two beside the stock theme's.

Goals: a typical page (the median) weighs at most 600 kB as sent with gzip, the heaviest 1.5 MB,
none takes more than 30 requests, and none asks another host. Needs a built book and Chromium.

The stock pages are the same executed notebooks, built by Jupyter Book with nothing of ours. Their
formulas are drawn by MathJax from another host: its requests are counted, its weight is not, and
the stock page's first paint does not wait for it.
"""

from __future__ import annotations

import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright
from tests.book.screenshots import FLAGS, chromium

HTML = Path("_build/html")
COMPARED = ("experiments/xnor", "theory/activations")
TYPICAL, HEAVIEST, REQUESTS = 600_000, 1_500_000, 30
TURNS = 5
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
ALL_IMAGES = """async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.allSettled([...document.images].map(i => i.decode()));
    await document.fonts.ready;
}"""


class Zipped(SimpleHTTPRequestHandler):
    """Serves a folder as a web host does: text with gzip, fonts and pictures as they are."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body, zipped = path.read_bytes(), path.suffix not in (".woff2", ".woff", ".png")
        body = gzip.compress(body) if zipped else body
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Load:
    """weight: bytes sent; requests; foreign: those to another host; paint: ms to the first."""

    weight: int
    requests: int
    foreign: int
    paint: float


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Zipped, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def load(browser: Browser, host: str, page: str) -> Load:
    """One visit with an empty cache, all images seen."""
    context = browser.new_context()
    tab = context.new_page()
    asked, sent = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("response", lambda answer: sent.append(int(answer.headers.get("content-length", 0))))
    tab.goto(f"{host}/{page}")
    tab.evaluate(ALL_IMAGES)
    asked = [url for url in asked if not url.startswith("data:")]
    foreign = sum(not url.startswith(host) for url in asked)
    found = Load(sum(sent), len(asked), foreign, tab.evaluate(PAINT))
    context.close()
    return found


def stock(folder: Path) -> Path:
    """Build the compared chapters, as executed, with the stock theme; return its pages."""
    for page in COMPARED:
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HTML / "_sources/book" / f"{page}.ipynb", folder / f"{page}.ipynb")
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: {COMPARED[0]}\nchapters:\n- file: {COMPARED[1]}\n"
    )
    (folder / "_config.yml").write_text(
        "title: Stock\nexecute: {execute_notebooks: 'off'}\n"
        "parse: {myst_enable_extensions: [amsmath, attrs_inline, colon_fence, dollarmath]}\n"
        "sphinx: {extra_extensions: [sphinx_exercise]}\n"
    )
    command = [Path(sys.executable).with_name("jupyter-book"), "build", folder]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "_build/html"


def compare(browser: Browser, ours: str, theirs: str, page: str) -> None:
    """Print our page's ratios to the stock one's; visits in turn, the median of each."""
    pairs = [
        (load(browser, ours, f"book/{page}.html"), load(browser, theirs, f"{page}.html"))
        for _ in range(TURNS)
    ]
    mine, stocks = pairs[0]
    paint = statistics.median(a.paint / b.paint for a, b in pairs)
    print(f"{page} over stock: weight {mine.weight / stocks.weight:.2f}, ", end="")
    print(f"requests {mine.requests}/{stocks.requests}, first paint {paint:.2f}")


def main() -> int:
    pages = sorted(str(page.relative_to(HTML)) for page in (HTML / "book").rglob("*.html"))
    if not pages or not chromium():
        print("pages: needs a built book (make book) and Chromium")
        return 1
    with (
        sync_playwright() as playwright,
        served(HTML) as ours,
        tempfile.TemporaryDirectory() as tmp,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        loads = {page: load(browser, ours, page) for page in pages}
        for page, found in loads.items():
            print(f"{page}: {found.weight / 1000:.0f} kB, {found.requests} requests, ", end="")
            print(f"first paint {found.paint:.0f} ms")
        with served(stock(Path(tmp))) as theirs:
            for page in COMPARED:
                compare(browser, ours, theirs, page)
        browser.close()
    weights = [found.weight for found in loads.values()]
    good = (
        statistics.median(weights) <= TYPICAL
        and max(weights) <= HEAVIEST
        and max(found.requests for found in loads.values()) <= REQUESTS
        and not any(found.foreign for found in loads.values())
    )
    print("goals met" if good else "GOALS MISSED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
