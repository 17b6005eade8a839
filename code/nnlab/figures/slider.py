"""A figure with a parameter that the reader moves, with no server.

All frames are in one SVG; a few lines of script (``book/_static/slider.js``) show one of them.
Without the script, and in print, the figure is the frame that it starts with.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Sequence
from html import escape

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.figure import Figure

_PLAIN = {"Date": None, "Creator": None, "Format": None, "Type": None}


class Slider:
    """A figure of which one frame is visible at a time; displays as HTML.

    figure: what is drawn. It is closed, so that a notebook shows it once.
    frames: for each position the artists that belong to it alone; all others are always visible.
            The axes need fixed limits, and artists must be ones that SVG can group (lines,
            texts, collections, images, patches).
    names:  what each position is called, such as "β = 0.5".
    label:  what is moved, such as "β".
    start:  index of the first frame shown.
    alt:    what is seen, for those who cannot see it.

    Raises ValueError unless there are as many names as frames, at least two, and ``start`` is one
    of them; also for an artist in two frames, or one that the SVG does not group.
    """

    def __init__(
        self,
        figure: Figure,
        frames: Sequence[Sequence[Artist]],
        *,
        names: Sequence[str],
        label: str,
        start: int,
        alt: str,
    ):
        if len(names) != len(frames) or len(frames) < 2:
            raise ValueError(f"{len(frames)} frames and {len(names)} names: two or more, as many.")
        if not 0 <= start < len(frames):
            raise ValueError(f"start is {start}, but the frames are 0 to {len(frames) - 1}.")
        everything = [artist for frame in frames for artist in frame]
        if len({id(artist) for artist in everything}) != len(everything):
            raise ValueError("an artist is in two frames; draw it once for each.")
        for number, frame in enumerate(frames):
            for artist in frame:
                artist.set_gid(f"frame-{number}")
        self.names, self.label, self.start = list(names), label, start
        self.svg = _tidy(_drawn(figure), start, [len(frame) for frame in frames], alt)
        plt.close(figure)

    def _repr_html_(self) -> str:
        names = escape(json.dumps(self.names, ensure_ascii=False))
        return (
            f'<div class="slider" data-names="{names}">\n{self.svg}\n'
            '<div class="slider-control" hidden><label>'
            f"<span>{escape(self.label)}</span>"
            f'<input type="range" min="0" max="{len(self.names) - 1}" step="1" '
            f'value="{self.start}" aria-valuetext="{escape(self.names[self.start])}">'
            f"</label><output>{escape(self.names[self.start])}</output></div></div>"
        )


def _drawn(figure: Figure) -> str:
    target = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "nnlab"}):  # the same figure, the same ids
        figure.savefig(target, format="svg", metadata=_PLAIN)
    return target.getvalue()


def _tidy(svg: str, start: int, sizes: Sequence[int], alt: str) -> str:
    """The SVG element alone: as wide as the page lets it, named, with ids that are its own."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    # The style that matplotlib writes speaks to the whole page once the SVG is part of it.
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)
    box = re.search(r'viewBox="[^"]*"', svg).group()
    head = (
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" {box} style="stroke-linejoin:round" '
        f'role="img" aria-label="{escape(alt)}">'
    )
    svg = re.sub(r"<svg[^>]*>", lambda _: head, svg, count=1)
    for number, size in enumerate(sizes):
        found = svg.count(f'<g id="frame-{number}"')
        if found != size:
            raise ValueError(f"frame {number}: {size} artists, but {found} groups in the SVG.")
        shown = "" if number == start else ' style="display:none"'
        svg = svg.replace(f'<g id="frame-{number}"', f'<g data-frame="{number}"{shown}')
    svg = re.sub(r' d="[^"]*"', lambda path: _rounded(path.group()), svg)
    own = "s" + hashlib.sha256(svg.encode()).hexdigest()[:8] + "-"
    return re.sub(r'( id="|href="#|url\(#)', lambda at: at.group() + own, svg).strip()


def _rounded(path: str) -> str:
    """Two decimals of a point: finer than any screen, and half the weight."""
    return re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number.group()):.2f}", path)
