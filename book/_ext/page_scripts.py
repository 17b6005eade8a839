"""Scripts that only some pages need.

A page names them in its front matter, ``scripts: [ledger.js]``; they lie in ``book/_static``.
Every other page stays free of them.
"""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

STATIC = Path(__file__).parents[1] / "_static"


def add(app: Sphinx, page: str, *_: object) -> None:
    """Load the page's scripts once the page is parsed.

    Raises ConfigError for a missing one, and where the front matter holds no list of names.
    """
    for name in _named(page, app.env.metadata.get(page, {}).get("scripts", "[]")):
        if not (STATIC / name).is_file():
            raise ConfigError(f"{page}: no script {name} in book/_static.")
        app.add_js_file(name, defer="defer")


def _named(page: str, text: str) -> list[str]:
    """The names; MyST keeps a list of the front matter as JSON, and a text as it is."""
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"{page}: write scripts as a list of names: scripts: [one.js].")
    return names


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
