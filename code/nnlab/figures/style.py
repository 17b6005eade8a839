"""One style for every figure of the book.

Figures are SVG with a transparent ground, five inches wide with twelve-point text, so that they
can be read at 360 px; in dark mode the page's stylesheet inverts their lightness.
"""

from __future__ import annotations

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib_inline.backend_inline import set_matplotlib_formats

WIDTH = 5.2  # inches

INK = "#222222"
MUTED = "#767676"
REPORTED = "#b8125c"  # what a report states, in every figure
LABEL_COLOURS = {0: "#c04a00", 1: "#1f5fa8"}  # the two classes of a binary problem
SEQUENCE = ["#1f5fa8", "#c04a00", "#00805d", "#7b3fa0", "#8c6d00", "#b8468a", "#2a7fb8"]
SURFACE = LinearSegmentedColormap.from_list("classes", ["#e8925a", "#ffffff", "#6fa3dc"])

_SETTINGS = {
    "figure.figsize": (WIDTH, 3.4),
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "none",
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.prop_cycle": cycler(color=SEQUENCE),
    "axes.titlesize": 12,
    "axes.titleweight": "normal",
    "axes.labelsize": 12,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "grid.color": "#bbbbbb",
    "grid.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "nnlab",
}


def apply() -> None:
    """Use the book's style in this kernel, and SVG for its figures."""
    mpl.rcParams.update(_SETTINGS)
    # Without a date and a creator, equal figures are equal files.
    set_matplotlib_formats("svg", metadata={"Date": None, "Creator": None})


def legend_above(
    figure: Figure, axes: Axes, columns: int, reported: str = "", **settings: object
) -> None:
    """One legend for all panels, above them: the entries of one.

    reported: the name of the diamonds that mark a report's values, if they are to be named.
    """
    handles = axes.get_legend_handles_labels()[0]
    if reported:
        handles.append(Line2D([], [], color=REPORTED, marker="D", ls="", label=reported))
    figure.legend(
        handles=handles, loc="outside upper center", ncols=columns, columnspacing=1, **settings
    )
