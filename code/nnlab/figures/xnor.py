"""Figures of the xnor chapter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlab.claims.xnor import CORNERS, spread, success
from nnlab.experiments.xnor import LABELS, POINTS, loss_of, predict
from nnlab.experiments.xnor_failures import tie_loss
from nnlab.figures import style
from nnlab.figures.labels.xnor import text
from nnlab.models.mlp import MLP
from nnlab.reported.hw2_q5 import NUMBERS
from nnlab.statistics.prediction import prediction_interval
from nnlab.studies.xnor import WIDTHS, label

Array = np.ndarray
_COMPARED = ["uniform01", "normal", "uniform11", "he", "xavier"]
_MARKERS = ["o", "s", "^", "D", "v", "P", "X"]


def network() -> Figure:
    """The 2-3-1 network with the names that the derivation uses."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 2.9))
    columns = [(0.0, [0.5, -0.5]), (1.2, [1.0, 0.0, -1.0]), (2.4, [0.0])]
    names = [["x₁", "x₂"], ["a₁", "a₂", "a₃"], ["p"]]
    for (x0, left), (x1, right) in pairwise(columns):
        for y0 in left:
            for y1 in right:
                axes.plot([x0, x1], [y0, y1], color=style.MUTED, linewidth=1, zorder=1)
    for (x, heights), column in zip(columns, names, strict=True):
        axes.scatter(
            [x] * len(heights), heights, s=900, color="white", edgecolor=style.INK, zorder=2
        )
        for y, name in zip(heights, column, strict=True):
            axes.text(x, y, name, ha="center", va="center", zorder=3)
    for x, name in ((0.0, "inputs"), (1.2, "hidden"), (2.4, "output")):
        axes.text(x, -1.6, text(name), ha="center")
    axes.text(0.6, 1.15, "W¹, b¹", ha="center")
    axes.text(1.8, 0.95, "W², b²", ha="center")
    axes.set(xlim=(-0.4, 2.8), ylim=(-1.75, 1.45))
    axes.axis("off")
    return figure


def training_curves(epochs: Sequence[int], probability: Array) -> Figure:
    """One run: (C, 4) probabilities at the checkpoints ``epochs``, and its loss."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 4.6), sharex=True)
    for i in range(4):
        colour, line = style.LABEL_COLOURS[int(LABELS[i])], ["-", "-", "--", "--"][i]
        top.plot(epochs, probability[:, i], color=colour, linestyle=line)
    for i, height in _apart(probability[-1]):
        name = list(CORNERS.values())[i]
        top.text(epochs[-1] * 1.01, height, name, va="center", fontsize=11)
    top.axhline(0.5, color=style.MUTED, linewidth=0.8)
    top.set(ylim=(-0.08, 1.08), ylabel=text("probability"))
    bottom.plot(epochs, loss_of(probability), color=style.INK)
    bottom.set(xlabel=text("epoch"), ylabel=text("loss"), xlim=(0, epochs[-1] * 1.14))
    bottom.set_ylim(bottom=0)
    return figure


def _apart(heights: Array, gap: float = 0.12) -> list[tuple[int, float]]:
    """(index, height) from below upwards, moved so that names at them do not overlap."""
    placed: list[tuple[int, float]] = []
    for i in np.argsort(heights):
        lowest = placed[-1][1] + gap if placed else -np.inf
        placed.append((int(i), max(float(heights[i]), lowest)))
    return placed


def surfaces(panels: Sequence[tuple[MLP, int, str]], columns: int = 2) -> Figure:
    """Decision surfaces of networks, with the line at which each hidden unit turns on.

    panels: (networks, which of them, title) a panel.
    """
    rows = -(-len(panels) // columns)
    size = {"figsize": (style.WIDTH, 2.7 * rows), "layout": "compressed"}
    figure, grid = plt.subplots(rows, columns, sharex=True, sharey=True, squeeze=False, **size)
    ticks = np.linspace(-0.5, 1.5, 101)
    lattice = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    for axes, (net, member, title) in zip(grid.flat, panels, strict=True):
        p = predict(_one(net, member), lattice)[0].reshape(len(ticks), -1)
        image = axes.imshow(
            p, extent=(-0.5, 1.5, -0.5, 1.5), origin="lower", cmap=style.SURFACE, vmin=0, vmax=1,
            interpolation="none",
        )  # fmt: skip
        if p.min() < 0.5 < p.max():
            axes.contour(ticks, ticks, p, levels=[0.5], colors=style.INK, linewidths=1.6)
        _draw_kinks(axes, net, member)
        for point, y in zip(POINTS, LABELS, strict=True):
            axes.plot(
                *point,
                marker="o" if y else "X",
                markersize=10,
                color=style.LABEL_COLOURS[int(y)],
                markeredgecolor="white",
            )
        axes.set(title=title, xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=[0, 1], yticks=[0, 1])
    for axes in grid[-1]:
        axes.set_xlabel(text("input 1"))
    for axes in grid[:, 0]:
        axes.set_ylabel(text("input 2"))
    figure.colorbar(image, ax=grid, label=text("probability"), shrink=0.85 / rows**0.5)
    return figure


def _one(net: MLP, member: int) -> MLP:
    keep = slice(member, member + 1)
    return MLP([w[keep] for w in net.weights], [b[keep] for b in net.biases], net.activations)


def _draw_kinks(axes: plt.Axes, net: MLP, member: int) -> None:
    """The line w·x + b = 0 of each hidden unit, dotted."""
    W, b = net.weights[0][member], net.biases[0][member]
    ticks = np.linspace(-0.5, 1.5, 101)
    X, Y = np.meshgrid(ticks, ticks)
    for (w1, w2), offset in zip(W.T, b, strict=True):
        Z = w1 * X + w2 * Y + offset
        if Z.min() < 0 < Z.max():
            axes.contour(ticks, ticks, Z, levels=[0], colors=style.MUTED, linestyles="dotted")


def reported_in_spread(record: dict) -> Figure:
    """The report's eight outputs, each in the spread of the same output over the seeds."""
    figure, grid = plt.subplots(2, 1, figsize=(style.WIDTH, 5.2), sharex=True)
    for axes, moment in zip(grid, ("before", "after"), strict=True):
        for row, corner in enumerate(CORNERS):
            sample = spread(record, moment, corner)
            axes.plot(prediction_interval(sample), [row, row], color="#9db8d6", linewidth=8)
            axes.plot(np.quantile(sample, [0.25, 0.75]), [row, row], color="#1f5fa8", linewidth=8)
            axes.plot(np.median(sample), row, "|", color="white", markersize=9, markeredgewidth=2)
            value = NUMBERS[f"{moment}-{corner}"]
            axes.plot(value, row, "D", color=style.REPORTED, markeredgecolor="white", markersize=9)
        axes.set(
            yticks=range(4), yticklabels=CORNERS.values(), title=text(moment), ylim=(3.6, -0.6)
        )
    grid[-1].set(xlim=(-0.02, 1.02), xlabel=text("probability"))
    keys = [
        plt.Line2D([], [], color="#9db8d6", linewidth=8, label=text("interval 95")),
        plt.Line2D([], [], color="#1f5fa8", linewidth=8, label=text("interval 50")),
        plt.Line2D([], [], color=style.REPORTED, marker="D", ls="", label=text("reported")),
    ]
    figure.legend(
        handles=keys, loc="outside lower center", ncols=3, columnspacing=1, handlelength=1.2
    )
    return figure


def final_losses(record: dict) -> Figure:
    """Where the report's setting ends: the losses of all runs, and the predicted ties."""
    losses = record["settings"]["report"]["results"]["loss after"]
    figure, axes = plt.subplots()
    axes.hist(losses, bins=np.arange(0, 0.76, 0.01), color="#1f5fa8")
    axes.set_yscale("log")
    top = axes.get_ylim()[1]
    for size in (2, 3, 4):
        axes.axvline(tie_loss(size), color=style.LABEL_COLOURS[0], linestyle="--", linewidth=1.4)
        axes.text(
            tie_loss(size) - 0.008, top, text(f"tie {size}"), ha="right", va="top", rotation=90
        )
    axes.set(xlabel=text("loss at 500"), ylabel=text("runs"), xlim=(0, 0.76))
    return figure


def rate_by_epoch(record: dict) -> Figure:
    """Success against epochs for each width, the report's initial distribution."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.8))
    colours = plt.colormaps["viridis"](np.linspace(0, 0.55, len(WIDTHS) - 1))
    for width, colour, marker in zip(WIDTHS[1:], colours, _MARKERS, strict=False):
        name = "report" if width == 3 else label(width, "uniform01")
        epochs = [e for e in record["settings"][name]["setting"]["checkpoints"] if e]
        rates = [success(record, name, epoch) for epoch in epochs]
        axes.plot(
            epochs, [r.value for r in rates], color=colour, marker=marker, label=str(width), ms=5
        )
        axes.fill_between(
            epochs, [r.low for r in rates], [r.high for r in rates], color=colour, alpha=0.25, lw=0
        )
    axes.axvline(NUMBERS["epochs"], color=style.REPORTED, linewidth=1.2, linestyle="--")
    axes.text(NUMBERS["epochs"] * 0.95, 0.03, text("reported"), ha="right", color=style.REPORTED)
    axes.set(xscale="log", xlabel=text("epoch"), ylabel=text("learnt"), ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(axis="y")
    figure.legend(
        title=text("units"), loc="outside upper center", ncols=len(WIDTHS) - 1, columnspacing=1
    )
    return figure


def rate_by_width(record: dict) -> Figure:
    """Success at epoch 500 against width, for each initial distribution."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.2))
    for scheme, colour, marker in zip(_COMPARED, style.SEQUENCE, _MARKERS, strict=False):
        names = ["report" if (w, scheme) == (3, "uniform01") else label(w, scheme) for w in WIDTHS]
        rates = [success(record, name) for name in names]
        value = np.array([r.value for r in rates])
        ends = np.array([[r.value - r.low, r.high - r.value] for r in rates]).T
        axes.errorbar(WIDTHS, value, ends, color=colour, marker=marker, ms=5, label=text(scheme))
    axes.set(xscale="log", xlabel=text("units"), ylabel=text("learnt"), ylim=(-0.02, 1.02))
    axes.set_xticks(WIDTHS, [str(w) for w in WIDTHS])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(axis="y")
    figure.legend(loc="outside upper center", ncols=2, columnspacing=1)
    return figure
