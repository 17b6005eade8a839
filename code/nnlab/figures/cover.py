"""The picture of the front page: the one run that a report made, beside thousands like it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnlab.experiments.xnor import learnt
from nnlab.figures import style
from nnlab.figures.labels.cover import text

COLUMNS = 100
COLOURS = ListedColormap([style.LABEL_COLOURS[0], "#b3cdeb"])  # not learnt, learnt


def outcomes(record: dict) -> np.ndarray:
    """Which runs of the report's setting have learnt all four points: (seeds,), bool."""
    after = record["settings"]["report"]["results"]["after"]
    return learnt(np.transpose([after[corner] for corner in ("00", "01", "10", "11")]))


def one_and_many(record: dict) -> Figure:
    """A square for the report's run, and one for each run of the study, in the order of seeds."""
    ok = outcomes(record)
    squares = np.append(ok, np.full(-len(ok) % COLUMNS, np.nan)).reshape(-1, COLUMNS)
    figure, axes = plt.subplots(figsize=(style.WIDTH, 2.9))
    rows = len(squares)
    axes.imshow(
        squares, COLOURS, vmin=0, vmax=1, interpolation="nearest", extent=(24, 124, 0, rows)
    )
    middle = rows / 2
    axes.plot(8, middle, "s", color="#b3cdeb", mec=style.REPORTED, mew=2, ms=9)
    axes.text(8, middle + 5, text("one"), ha="center", va="bottom", color=style.REPORTED)
    axes.text(74, rows + 2, text("many").format(len(ok)), ha="center", va="bottom")
    axes.set(xlim=(-4, 124), ylim=(0, rows + 8), aspect="equal")
    axes.set_axis_off()
    names = ("failed", "learnt")
    keys = [
        Line2D([], [], color=COLOURS(value), marker="s", ls="", ms=8, label=text(name))
        for value, name in reversed([*enumerate(names)])
    ]
    figure.legend(handles=keys, loc="outside lower center", ncols=2, handletextpad=0.2)
    return figure
