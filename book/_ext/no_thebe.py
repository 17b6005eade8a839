"""Leave Thebe out of the pages.

Jupyter Book always loads sphinx-thebe, whose script names another host and is emitted twice, so
that each page starts with an error in the console. This book runs no cells in the browser.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config


def _disconnect(app: Sphinx, _: Config) -> None:
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            if listener.handler.__module__ == "sphinx_thebe":
                app.disconnect(listener.id)
    app.registry.css_files = [
        sheet for sheet in app.registry.css_files if sheet[0] != "sphinx-thebe.css"
    ]


def setup(app: Sphinx) -> dict:
    app.connect("config-inited", _disconnect)
    return {"version": "1", "parallel_read_safe": True}
