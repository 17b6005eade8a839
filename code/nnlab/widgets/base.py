"""A figure to play with, with no server: a still picture, the data, and a place for the script.

The script of a widget stands in ``book/_static`` and is loaded by the page whose front matter
names it, after the one that all share (``scripts: [widget.js, explorer.js]``). It finds its root
by ``data-widget``, reads the data, fills the live part, shows it, and marks the root with the
class ``is-live``. On a screen the still is then hidden (``book/_static/book.css``). Without the
script, and in print, there is the still.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

_PLAIN = {"Date": None, "Creator": None, "Format": None, "Type": None}
_AS_IT_IS = " !$'()*+,-./:;=?@_~"  # what a data address may hold inside double quotes


class Widget:
    """Displays as HTML.

    kind:  name of the widget: ``data-widget`` of the root, which the script looks for.
    data:  what the script reads: anything that JSON can hold, texts included, so that they can be
           translated. Finite numbers only, or ValueError.
    still: what is seen without the script. It is closed, so that a notebook shows it once.
    alt:   what is seen in the still, for those who cannot see it.
    label: name of the group of controls, for those who cannot see it.
    """

    def __init__(
        self, kind: str, data: Mapping[str, object], *, still: Figure, alt: str, label: str
    ):
        self.kind, self.alt, self.label = kind, alt, label
        self.json = json.dumps(
            data, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).replace("<", "\\u003c")  # no text in it can end the script element
        self.svg = _drawn(still)
        plt.close(still)

    def _repr_html_(self) -> str:
        image = quote(self.svg, safe=_AS_IT_IS)
        return (
            f'<div class="widget" data-widget="{escape(self.kind)}">'
            f'<div class="widget-still"><img alt="{escape(self.alt)}" '
            f'src="data:image/svg+xml,{image}"></div>'
            '<div class="widget-live" role="group" hidden '
            f'aria-label="{escape(self.label)}"></div>'
            f'<script type="application/json">{self.json}</script></div>'
        )


def _drawn(figure: Figure) -> str:
    target = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "nnlab"}):  # the same figure, the same file
        figure.savefig(target, format="svg", metadata=_PLAIN)
    svg = target.getvalue()
    return " ".join(svg[svg.index("<svg") :].split())
