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
    """Load the page's scripts once the page is parsed. Raises ConfigError for a missing one."""
    # MyST keeps a list of the front matter as JSON.
    for name in json.loads(app.env.metadata.get(page, {}).get("scripts", "[]")):
        if not (STATIC / name).is_file():
            raise ConfigError(f"{page}: no script {name} in book/_static.")
        app.add_js_file(name, defer="defer")


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", add)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
