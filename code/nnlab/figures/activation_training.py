"""Figures of trained networks: learning rates, learnt βs, landscapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlab.activations.base import Activation
from nnlab.activations.catalogue import activation
from nnlab.activations.learnt_swish import LEARNT_SWISH
from nnlab.claims.hw6_q1_records import MEASURES, at_best, chosen_rate, lead, runs, shape_ratio
from nnlab.figures import style
from nnlab.figures.labels.activations import text
from nnlab.statistics.means import t_interval
from nnlab.studies.activations import EPOCHS, RATES, label, learnt_label
from nnlab.studies.activations_again import CHOSEN
from nnlab.studies.landscapes import DEPTHS

Array = np.ndarray
MARKERS = "os^DvPXd"
TITLES = {2: "two layers", 10: "ten layers", 20: "twenty layers"}


def accuracy_by_rate(record: dict, names: Sequence[str]) -> Figure:
    """Accuracy on other images against the learning rate; mean and 95 % interval of the mean."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 7), sharex=True)
    for axes, depth in zip(rows, (2, 10), strict=True):
        for i, name in enumerate(names):
            f = activation(name)
            found = [
                t_interval(runs(record, label(name, depth, r), "test accuracy")) for r in RATES
            ]
            ends = np.array([[e.value - e.low, e.high - e.value] for e in found]).T
            look = {"color": f.colour, "marker": MARKERS[i], "ms": 5, "lw": 1.4, "label": f.label}
            axes.errorbar(RATES, [e.value for e in found], ends, **look)
        axes.set(xscale="log", title=text(TITLES[depth]), ylabel=text("images"), ylim=(0.05, 0.95))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.grid(axis="y")
    rows[-1].set_xlabel(text("rate"))
    style.legend_above(figure, rows[0], 3)
    return figure


def best_accuracies(record: dict, names: Sequence[str]) -> Figure:
    """Every run at its activation's chosen rate, and their mean."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6), sharex=True)
    for axes, depth in zip(rows, (2, 10), strict=True):
        for row, name in enumerate(names):
            f, values = activation(name), at_best(record, name, depth, "test accuracy")
            axes.plot(values, np.full(len(values), row), "o", color=f.colour, ms=4, alpha=0.45)
            axes.plot(values.mean(), row, "|", color=style.INK, ms=15, markeredgewidth=2)
        axes.set(yticks=range(len(names)), title=text(TITLES[depth]), xlim=(0.8, 0.91))
        axes.set_yticklabels([activation(n).label for n in names])
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.grid(axis="x")
    rows[-1].set_xlabel(text("images"))
    rows[-1].xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return figure


def speed(record: dict, names: Sequence[str]) -> Figure:
    """Mean training loss by epoch, each activation at its fastest rate."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6), sharex=True)
    for axes, depth in zip(rows, (2, 10), strict=True):
        for name, marker in zip(names, MARKERS, strict=True):
            f, rate = activation(name), chosen_rate(record, name, depth, speed=True)
            curve = record["settings"][label(name, depth, rate)]["results"]["curve"]
            axes.plot(EPOCHS, curve, color=f.colour, marker=marker, ms=4, lw=1.3, label=f.label)
        axes.set(yscale="log", title=text(TITLES[depth]), ylabel=text("loss axis"))
        axes.grid(axis="y")
    rows[-1].set_xlabel(text("epoch"))
    style.legend_above(figure, rows[0], 3)
    return figure


def leads(record: dict) -> Figure:
    """Points of accuracy by which one activation is ahead of another, with 95 % intervals."""
    pairs = {("swish", "relu"): "s", ("mish", "relu"): "o", ("mish", "swish"): "D"}
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    for i, ((name, other), marker) in enumerate(pairs.items()):
        f, its = activation(name), activation(other)
        for row, depth in enumerate(CHOSEN):
            e = lead(record, name, other, depth)
            place = row + 0.22 * (i - 1)
            axes.plot([100 * e.low, 100 * e.high], [place, place], color=f.colour, lw=3)
            key = f"{f.label} − {its.label}" if row == 0 else None
            inside = "white" if other == "swish" else f.colour
            axes.plot(100 * e.value, place, marker, color=f.colour, mfc=inside, ms=7, label=key)
    axes.axvline(0, color=style.MUTED, lw=1)
    axes.set(yticks=range(len(CHOSEN)), ylim=(len(CHOSEN) - 0.5, -0.5), xlabel=text("ahead"))
    axes.set_yticklabels([text(TITLES[depth]) for depth in CHOSEN])
    axes.grid(axis="x")
    style.legend_above(figure, axes, 3)
    return figure


def rate_rows(record: dict, names: Sequence[str], depth: int) -> list[list[str]]:
    """A table's rows: activation, chosen rate, accuracy, fastest rate, mean loss."""
    rows = []
    for name in names:
        accuracy = t_interval(100 * at_best(record, name, depth, "test accuracy"))
        loss = t_interval(at_best(record, name, depth, "mean loss", speed=True))
        rows.append(
            [
                activation(name).label,
                f"{chosen_rate(record, name, depth):g}",
                f"{accuracy.value:.2f} ± {accuracy.high - accuracy.value:.2f}",
                f"{chosen_rate(record, name, depth, speed=True):g}",
                f"{loss.value:.3f} ± {loss.high - loss.value:.3f}",
            ]
        )
    return rows


def learnt_betas(record: dict) -> Figure:
    """Quantiles of the learnt βs of each hidden layer: all, the middle 90 %, half, the median."""
    figure, (left, right) = plt.subplots(
        2, 1, figsize=(style.WIDTH, 5.4), sharex=True, height_ratios=[2, 6]
    )
    for axes, depth in ((left, 2), (right, 10)):
        layers = record["settings"][learnt_label(depth)]["results"]["quantiles of beta by layer"]
        for row, q in enumerate(np.array(layers), 1):
            colour = LEARNT_SWISH.colour
            axes.plot([q[0], q[20]], [row, row], color=colour, lw=1)
            axes.plot(
                [q[1], q[19]], [row, row], color=colour, lw=5, alpha=0.4, solid_capstyle="butt"
            )
            axes.plot([q[5], q[15]], [row, row], color=colour, lw=9, solid_capstyle="butt")
            axes.plot(q[10], row, "|", color="white", ms=8, markeredgewidth=2)
        axes.axvline(0, color=style.MUTED, lw=0.8)
        axes.axvline(1, color=style.MUTED, lw=0.8, linestyle="--")
        axes.set(
            title=text(TITLES[depth]), ylabel=text("layer number"), yticks=range(1, depth + 1)
        )
        axes.set_ylim(depth + 0.6, 0.4)
    right.set_xlabel(text("beta"))
    return figure


def surfaces(heights: Mapping[str, Array]) -> Figure:
    """Outputs of one random network on the plane, with each activation; from low to high."""
    figure, grid = plt.subplots(1, len(heights), figsize=(style.WIDTH, 2.3), sharey=True)
    for axes, (name, values) in zip(grid, heights.items(), strict=True):
        axes.imshow(
            values, extent=(-3, 3, -3, 3), origin="lower", cmap="viridis", interpolation="none"
        )
        axes.set(title=name, xticks=[-3, 0, 3], yticks=[-3, 0, 3], xlabel=text("input 1"))
    grid[0].set_ylabel(text("input 2"))
    return figure


def loss_planes(ticks: Array, planes: Mapping[str, Array]) -> Figure:
    """Training loss on a filter-normalised plane through one trained network of each kind."""
    figure, grid = plt.subplots(1, len(planes), figsize=(style.WIDTH, 2.8), sharey=True)
    levels = np.geomspace(0.03, 30, 13)
    for axes, (name, values) in zip(grid, planes.items(), strict=True):
        drawn = axes.contourf(
            ticks,
            ticks,
            values.clip(levels[0], levels[-1]),
            levels=levels,
            norm="log",
            cmap="viridis_r",
        )
        drawn.set_rasterized(True)
        axes.plot(0, 0, "+", color=style.REPORTED, ms=9, markeredgewidth=2)
        axes.set(title=name, xticks=ticks[[0, -1]], yticks=ticks[[0, -1]], aspect="equal")
        axes.set_xlabel(text("direction"), fontsize=10.5)
    bar = figure.colorbar(drawn, ax=grid, location="bottom", label=text("loss axis"), aspect=40)
    bar.set_ticks(
        [0.03, 0.1, 0.3, 1, 3, 10, 30], labels=["0.03", "0.1", "0.3", "1", "3", "10", "30"]
    )
    bar.ax.minorticks_off()
    return figure


def smoothness(record: dict, others: Sequence[Activation]) -> Figure:
    """How many times Mish's roughness the others' is: 95 % intervals; above 1, it is smoother."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.4))
    names, row = [], 0
    for measure in MEASURES:
        for depth in DEPTHS:
            for i, f in enumerate(others):
                e = shape_ratio(record, measure, depth, f.name)
                at, low, high = np.exp([e.value, e.low, e.high])
                place = row + 0.3 * i - 0.15
                axes.plot([low, high], [place, place], color=f.colour, lw=3)
                axes.plot(at, place, marker="os"[i], color=f.colour, ms=6)
            names.append(f"{text(measure)}\n{text(TITLES[depth])}")
            row += 1
    axes.axvline(1, color=style.MUTED, lw=1)
    axes.set(yticks=range(row), ylim=(row - 0.5, -0.5), xscale="log", xlabel=text("times Mish"))
    axes.set_yticklabels(names, fontsize=10.5)
    axes.set_xticks([0.5, 1, 2, 3], ["½", "1", "2", "3"])
    axes.minorticks_off()
    keys = [
        plt.Line2D([], [], color=f.colour, marker="os"[i], ms=6, lw=3, label=f.label)
        for i, f in enumerate(others)
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=2)
    return figure


def gaps(record: dict, betas: Sequence[float], gap_of) -> Figure:
    """Training accuracy less that on other images, in points, for each fixed β."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3))
    found = [t_interval(100 * gap_of(record, b)) for b in betas]
    ends = np.array([[e.value - e.low, e.high - e.value] for e in found]).T
    axes.errorbar(
        range(len(betas)),
        [e.value for e in found],
        ends,
        color=LEARNT_SWISH.colour,
        marker="o",
        capsize=2,
    )
    axes.set(xticks=range(len(betas)), xlabel="β", ylabel=text("kappa"), ylim=(0, None))
    axes.set_xticklabels([f"{b:g}" for b in betas])
    axes.grid(axis="y")
    return figure
