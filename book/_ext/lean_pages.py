"""Pages that load what they use: one style sheet, one script, and the icons that appear.

The theme and the extensions bring a dozen style sheets and as many scripts, among them some that
no page here uses, and a font of 1,400 icons: some 30 requests before a page's first figure. Here
the layout (book/_templates/layout.html) hands over its tags; the files behind them are joined when
the build ends.
"""

from __future__ import annotations

import json
import posixpath
import re
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from fontTools import subset
from sphinx.application import Sphinx

SHEET = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*/?>')
SCRIPT = re.compile(r'<script (?:defer |data-[\w-]+="[^"]*" )*src="[^"]*"></script>')
FILE = re.compile(r'(?:src|href)="((?:\.\./)*)_static/([^"?]+)([^"]*)"')
URL = re.compile(r"""url\((['"]?)(?!data:|#|\w+:|/)([^'")]+)\1\)""")
IMPORT = re.compile(r'@import "([^":]+)";')
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|^//# sourceMappingURL=.*$", re.MULTILINE)

# A search begins on the page that shows what it finds; only that page needs the index. No page has
# tabs or cards. The icons come from the font. What is joined need not be fetched ahead.
UNUSED = re.compile(
    r"searchtools|language_data|searchindex|design-tabs|sphinx-design|fontawesome|"
    r'rel="preload"'
)
FIRST = "documentation_options.js"  # tags inside the page set its values, so it cannot wait
JOINED = {"css": "all.css", "js": "all.js"}
PARTS = "all.json"  # the names of what was joined, for a build that writes only some pages

ICON_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"[^"]*"\}')
ICON_FONT = "vendor/fontawesome/webfonts/fa-solid-900"


class Lean:
    """Gathers the files behind the tags of all pages, in their order, and joins them."""

    def __init__(self) -> None:
        self.parts: dict[str, list[str]] = {"css": [], "js": []}
        self.pages: set[str] = set()  # that this build writes

    def hand_over(self, _app: Sphinx, page: str, _template: str, context: dict, _: object) -> None:
        """Give the page's template its two filters. The page of the search keeps its scripts."""
        self.pages.add(page)
        context["lean_styles"] = self.styles
        context["lean_scripts"] = (lambda tags: tags) if page == "search" else self.scripts

    def styles(self, tags: str) -> str:
        """The tags, with one for all style sheets."""
        tags = re.sub(r"<(?:link|script)\b[^>]*>(?:</script>)?", _without_unused, tags)
        return self._join(tags, SHEET, "css", '<link rel="stylesheet" href="{}" />')

    def scripts(self, tags: str) -> str:
        """The tags, with one for all scripts that no tag inside the page waits for."""
        tags = re.sub(r"<script\b[^>]*></script>", _without_unused, tags)
        return self._join(tags, SCRIPT, "js", '<script defer src="{}"></script>')

    def _join(self, tags: str, wanted: re.Pattern, kind: str, form: str) -> str:
        found = [tag for tag in wanted.findall(tags) if FILE.search(tag) and FIRST not in tag]
        if not found:
            return tags
        files = [FILE.search(tag).groups() for tag in found]
        self.parts[kind] = _merged(self.parts[kind], [name for _, name, _ in files])
        version = crc32("".join(name + version for _, name, version in files).encode())
        for tag in found[1:]:
            tags = tags.replace(tag, "")
        new = form.format(f"{files[0][0]}_static/{JOINED[kind]}?v={version:08x}")
        return tags.replace(found[0], new)

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Join the files, with only the icons that a page shows."""
        if exception or app.builder.format != "html" or app.builder.name == "linkcheck":
            return
        static = Path(app.outdir) / "_static"
        kept = static / PARTS
        if kept.is_file() and not app.env.found_docs <= self.pages:
            before = json.loads(kept.read_text(encoding="utf-8"))
            self.parts = {kind: _merged(self.parts[kind], before[kind]) for kind in JOINED}
        kept.write_text(json.dumps(self.parts), encoding="utf-8")
        scripts = (_read(static, name) for name in self.parts["js"])
        # Led by a semicolon, one script's "use strict" is not everybody's.
        (static / JOINED["js"]).write_text(";\n" + "\n;\n".join(scripts), encoding="utf-8")
        sheet = "\n".join(_moved(static, name) for name in self.parts["css"])
        sheet = with_icons(sheet, _icons_of(Path(app.outdir)), static)
        (static / JOINED["css"]).write_text(sheet, encoding="utf-8")


def _merged(names: list[str], others: list[str]) -> list[str]:
    """All names: what only the others have stands behind what it follows there."""
    found = list(names)
    for before, name in pairwise(["", *others]):
        if name not in found:
            found.insert(found.index(before) + 1 if before else 0, name)
    return found


def _without_unused(tag: re.Match) -> str:
    return "" if UNUSED.search(tag[0]) else tag[0]


def _read(static: Path, name: str) -> str:
    return SOURCE_MAP.sub("", (static / name).read_text(encoding="utf-8"))


def _moved(static: Path, name: str) -> str:
    """A style sheet and what it imports, with addresses from the folder of the joined one."""

    def moved(address: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))

    text = URL.sub(lambda url: f"url({moved(url[2])})", _read(static, name))
    return IMPORT.sub(lambda sheet: _moved(static, moved(sheet[1])), text)


def _icons_of(html: Path) -> set[str]:
    pages = (page.read_text(encoding="utf-8") for page in html.rglob("*.html"))
    return {name for page in pages for name in re.findall(r"\bfa-[\w-]+", page)}


def with_icons(sheet: str, names: set[str], static: Path) -> str:
    """The sheet without the rules of other icons, and a font of the signs that are left."""

    def kept(rule: re.Match) -> str:
        return rule[0] if names & set(re.findall(r"fa-[\w-]+", rule[1])) else ""

    sheet = ICON_RULE.sub(kept, sheet)
    signs = {int(code, 16) for code in re.findall(r"\\([ef][0-9a-f]{3})\b", sheet)}
    signs |= {ord(sign) for sign in sheet if "\ue000" <= sign <= "\uf8ff"}
    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
    font = subset.load_font(str(static / f"{ICON_FONT}.ttf"), options)
    small = subset.Subsetter(options)
    small.populate(unicodes=signs)
    small.subset(font)
    subset.save_font(font, str(static / "icons.woff"), options)
    whole = re.compile(rf"src:url\({ICON_FONT}[^;}}]*")
    return whole.sub('src:url(icons.woff) format("woff")', sheet)


def setup(app: Sphinx) -> dict:
    lean = Lean()
    # After the theme, whose scripts are added at 500 and later.
    app.connect("html-page-context", lean.hand_over, priority=900)
    app.connect("build-finished", lean.write, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
