"""Figures of the chapter on second derivatives: saddles, and where runs end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from nnlab.claims.optimisation import test_gap
from nnlab.figures import style
from nnlab.figures.labels.optimisation import text
from nnlab.figures.optimisation import COLOUR, LINE, MARKER, name_methods
from nnlab.figures.slider import Slider
from nnlab.models.surfaces import TwoWeights

Array = np.ndarray
ENDS = ("lowest", "other", "saddle", "moving")
_END_COLOURS = ("#1f5fa8", "#8fb8de", "#c04a00", "#bbbbbb")
_HATCH = ("", "///", "xx", "..")


def _landscape(axes: plt.Axes) -> None:
    ticks = np.linspace(-2, 2, 61)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    values, _ = TwoWeights().value_and_gradient(grid)
    axes.contour(ticks, ticks, values, [0.02, 0.2, 0.5, 1, 2, 4], colors="#bbbbbb", linewidths=0.8)
    for sign in (1, -1):
        branch = np.linspace(0.5, 2, 40)
        axes.plot(sign * branch, sign / branch, color=style.MUTED, lw=2.5)
    axes.plot(0, 0, "x", color=style.INK, ms=8)
    axes.set(xlim=(-2, 2), ylim=(-2, 2), xlabel=text("u"), ylabel=text("v"))
    axes.set_aspect("equal")


def path_slider(
    starts: Sequence[Array], paths: Sequence[Mapping[str, Array]], first: int, alt: str
) -> Slider:
    """Ways from each start on ½ (uv - 1)²; paths: method -> (T + 1, 2) points."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 5.4))
    _landscape(axes)
    frames = [
        [
            axes.plot(
                *np.clip(way, -5, 5).T, LINE.get(m, "-."), color=COLOUR[m], marker=MARKER[m],
                ms=4, lw=1.4,
            )[0]
            for m, way in ways.items()
        ]
        for ways in paths
    ]  # fmt: skip
    name_methods(figure, paths[0])
    names = [f"({u:.2f}, {v:.2f})".replace("-", "−") for u, v in starts]
    return Slider(figure, frames, names=names, label=text("start"), start=first, alt=alt)


def basins(ticks: Array, ends: Mapping[str, Array]) -> Figure:
    """Where each start ends: {method: (T, T) of 0 (saddle), 1 and 2 (the two valleys)}."""
    figure, row = plt.subplots(1, len(ends), figsize=(style.WIDTH, 3.3), sharey=True)
    colours = ListedColormap(["#e8925a", "#6fa3dc", "#9fd3bf"])
    for axes, (method, where) in zip(row, ends.items(), strict=True):
        axes.pcolormesh(ticks, ticks, where, cmap=colours, vmin=-0.5, vmax=2.5, rasterized=True)
        axes.set(title=text(method), xlabel=text("u"), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        axes.set_aspect("equal")
    row[0].set_ylabel(text("v"))
    keys = [
        plt.Rectangle((0, 0), 1, 1, color=colours(i), label=text(name))
        for i, name in enumerate(("saddle", "positive", "negative"))
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=3)
    return figure


def ends(shares: Mapping[str, Mapping[str, float]]) -> Figure:
    """{method: {one of ENDS: share}} as stacked bars."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.6))
    names = list(shares)
    left = np.zeros(len(names))
    for end, colour, hatch in zip(ENDS, _END_COLOURS, _HATCH, strict=True):
        width = np.array([shares[name][end] for name in names])
        axes.barh(
            names, width, left=left, color=colour, hatch=hatch, edgecolor="white", lw=0.5,
            label=text(end),
        )  # fmt: skip
        left += width
    axes.set_yticks(range(len(names)), [text(name) for name in names])
    axes.invert_yaxis()
    axes.set(xlim=(0, 1), xlabel=text("share"))
    style.legend_above(figure, axes, 2)
    return figure


def overfitting(record: dict, methods: Sequence[str], margin: float) -> Figure:
    """Test loss at the same training loss, less gradient descent's; 95 % paired intervals."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    axes.axvspan(-margin, margin, color="#dddddd", lw=0)
    axes.axvline(0, color=style.MUTED, lw=0.8)
    for row, method in enumerate(methods):
        found = test_gap(record, method, "gd")
        error = [[found.value - found.low], [found.high - found.value]]
        axes.errorbar(
            found.value, row, xerr=error, color=COLOUR[method], marker=MARKER[method], ms=6
        )
    axes.set_yticks(range(len(methods)), [text(m) for m in methods])
    axes.invert_yaxis()
    axes.set_xlabel(text("test gap"), loc="right")
    axes.grid(axis="x")
    return figure
