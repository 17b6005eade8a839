"""Execute the chapters of a Jupyter Book, and know when a chapter is out of date.

As a Sphinx extension it works inside ``jupyter-book build``; as a command it is
``python -m bookrun``. It knows nothing about what the chapters compute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the Sphinx extension."""
    # Imported here so that `python -m bookrun status` starts without Sphinx's application.
    from bookrun import sphinx_ext

    return sphinx_ext.setup(app)
