"""Figures of the chapter on generalisation."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.claims.generalisation import difference, gap, measured, runs
from nnlab.experiments.peak import GRID
from nnlab.figures import style
from nnlab.figures.labels.generalisation import text
from nnlab.figures.slider import Slider
from nnlab.statistics.sample import Estimate
from nnlab.studies import trained_widths as trained
from nnlab.studies.double_descent import EXAMPLES, FEATURES, NOISES, RIDGES
from nnlab.studies.generalisation import (
    DEEP,
    DEPTHS,
    FEW_SIZES,
    SIZES,
    SPLIT,
    WIDTHS,
    as_many_as,
    of_width,
)
from nnlab.studies.learning_rates import CANDIDATES
from nnlab.studies.memorising import LABELS, NETWORKS
from nnlab.studies.remedies import SAME_IMAGES

Array = np.ndarray
COLOURS = dict(zip(DEPTHS, style.SEQUENCE, strict=False))
MARKERS = dict(zip(DEPTHS, "os^Dvp", strict=True))
NETWORK_COLOURS = dict(zip(NETWORKS, style.SEQUENCE, strict=False))
PEAK = 25  # features from the peak, nearer than which the variance drowns the bias
REMEDIES = ("none", *SAME_IMAGES, "small", "more")


def depth(record: dict) -> Figure:
    """Test error by number of images and depth; its difference to one hidden layer."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 7.0), sharex=True)
    for d in DEPTHS:
        mean = [100 * runs(record, f"deep-{d}-n{n}", "test error").mean() for n in SIZES]
        top.plot(SIZES, mean, color=COLOURS[d], marker=MARKERS[d], ms=5, label=str(d))
    for place, d in enumerate((0, *DEEP)):
        found = [difference(record, f"deep-{d}-n{n}", f"deep-1-n{n}") for n in SIZES]
        beside = np.array(SIZES) * 1.07 ** (place - 1.5)
        _intervals(bottom, beside, found, COLOURS[d], MARKERS[d], str(d))
    bottom.axhline(0, color=style.MUTED, lw=0.8)
    top.set(yscale="log", ylabel=text("test error"))
    top.set_yticks([5, 10, 20, 30], ["5", "10", "20", "30"])
    bottom.set_ylabel(text("difference"))
    _size_axis(bottom)
    for axes in (top, bottom):
        axes.minorticks_off()
        axes.grid(axis="y")
    style.legend_above(figure, top, 6, title=text("hidden layers"))
    return figure


def rates(record: dict) -> Figure:
    """Error on the images that serve to choose, by learning rate and depth; a panel a size."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 8.4), sharex=True)
    for axes, n in zip(rows, FEW_SIZES, strict=True):
        for d in DEPTHS:
            labels = [f"deep-{d}-n{n}-rate-{rate:g}" for rate in CANDIDATES]
            mean = [100 * runs(record, label, "error").mean() for label in labels]
            axes.plot(CANDIDATES, mean, color=COLOURS[d], marker=MARKERS[d], ms=5, label=str(d))
        axes.set(title=f"{n:,} {text('images')}", yscale="log", ylabel=text("error to choose"))
        lowest, highest = axes.get_ylim()
        ticks = [tick for tick in (5, 10, 20, 25, 30, 50, 80) if lowest <= tick <= highest]
        axes.set_yticks(ticks, [str(tick) for tick in ticks])
        axes.grid(axis="y")
    rows[-1].set(xscale="log", xlabel=text("rate"))
    rows[-1].set_xticks(CANDIDATES, [f"{rate:g}" for rate in CANDIDATES])
    for axes in rows:
        axes.minorticks_off()
    style.legend_above(figure, rows[0], 6, title=text("hidden layers"))
    return figure


def widths(record: dict) -> Figure:
    """Test and training error of one hidden layer by its number of units, a line a size."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 6.6), sharex=True)
    for n, colour, marker in zip(SIZES, style.SEQUENCE, "os^Dv", strict=False):
        for axes, measure in ((top, "test error"), (bottom, "error")):
            mean = [100 * runs(record, f"{of_width(w)}-n{n}", measure).mean() for w in WIDTHS]
            axes.plot(WIDTHS, mean, color=colour, marker=marker, ms=5, label=f"{n:,}")
    top.set(yscale="log", ylabel=text("test error"))
    top.set_yticks([5, 10, 20, 30], ["5", "10", "20", "30"])
    bottom.set(ylabel=text("training error"), xlabel=text("units"), xscale="log")
    bottom.set_xticks(WIDTHS, [str(w) for w in WIDTHS])
    for axes in (top, bottom):
        axes.minorticks_off()
        axes.grid(axis="y")
    style.legend_above(figure, top, 5, title=text("images"))
    return figure


def parameters(record: dict) -> Figure:
    """Test error less that of one layer of 50, by the number of parameters; a panel a size."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 8.4), sharex=True)
    series = {
        "by depth": [f"deep-{d}" for d in DEPTHS[2:]],
        "by width": [as_many_as(d) for d in SPLIT],
    }
    looks = zip((0.98, 1.02), style.SEQUENCE, "os", strict=False)
    for (name, members), (shift, colour, marker) in zip(series.items(), looks, strict=True):
        for axes, n in zip(rows, FEW_SIZES, strict=True):
            labels = [f"{member}-n{n}" for member in members]
            found = [difference(record, label, f"deep-1-n{n}") for label in labels]
            counts = [record["settings"][label]["results"]["parameters"] for label in labels]
            at = shift * np.array(counts)
            _intervals(axes, at, found, colour, marker, text(name), joined=True)
    for axes, n in zip(rows, FEW_SIZES, strict=True):
        axes.axhline(0, color=style.MUTED, lw=0.8)
        axes.set(title=f"{n:,} {text('images')}")
        axes.grid(axis="y")
    rows[1].set(ylabel=text("difference"))
    rows[-1].set(xscale="log", xlabel=text("parameters"))
    counts = [4000, 7000, 12_000, 20_000]
    rows[-1].set_xticks(counts, [f"{count:,}" for count in counts])
    rows[-1].minorticks_off()
    style.legend_above(figure, rows[0], 2)
    return figure


def memorising(record: dict) -> Figure:
    """Training error on true and on random labels by step: median of the seeds."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6.0), sharex=True, sharey=True)
    for axes, labels in zip(rows, LABELS, strict=True):
        for name, marker in zip(NETWORKS, "os^Dv", strict=True):
            if f"{name}-{labels}" not in record["settings"]:
                continue
            found = record["settings"][f"{name}-{labels}"]["results"]
            colour = NETWORK_COLOURS[name]
            curve = {k: 100 * np.array(values)[1:] for k, values in found["errors"].items()}
            axes.plot(
                found["steps"][1:], curve["median"], color=colour, marker=marker, ms=4,
                label=text(name),
            )  # fmt: skip
            axes.fill_between(
                found["steps"][1:], curve["low"], curve["high"], color=colour, alpha=0.2, lw=0
            )
        axes.set(title=text(labels), ylabel=text("training error"), ylim=(-2, 100))
        axes.grid(axis="y")
    rows[-1].set(xscale="log", xlabel=text("step"))
    style.legend_above(figure, rows[1], 2, title=text("hidden layers"))
    return figure


def double_descent(record: dict) -> Figure:
    """Test error against the number of random features; bias and variance without a ridge."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 8.6), sharex=True)
    lines = dict(zip(RIDGES, ("-", "--", ":"), strict=True))
    for axes, kind in zip(rows[:2], ("clean", "noisy"), strict=True):
        ridges = record["settings"][kind]["results"]["ridges"]
        for ridge, colour in zip(RIDGES, style.SEQUENCE, strict=False):
            name = f"{text('ridge')} {ridge:g}" if ridge else text("no ridge")
            curve = {k: 100 * np.array(v) for k, v in ridges[f"{ridge:g}"]["test error"].items()}
            axes.plot(FEATURES, curve["median"], lines[ridge], color=colour, label=name)
            axes.fill_between(FEATURES, curve["low"], curve["high"], color=colour, alpha=0.2, lw=0)
        axes.set(title=text(kind), ylabel=text("test error"), ylim=(0, 92))
    parts = record["settings"]["clean"]["results"]["ridges"]["0"]
    for name, colour, line, hidden in (
        ("bias", style.SEQUENCE[3], "-", PEAK),
        ("variance", style.SEQUENCE[4], "--", 0),
    ):
        shown = np.abs(np.array(FEATURES) - EXAMPLES) >= hidden
        curve = np.where(shown, parts[name]["median"], np.nan)
        rows[2].plot(FEATURES, curve, line, color=colour, label=text(name))
    rows[2].set(
        yscale="log", ylim=(0.05, 30), ylabel=text("squared error"), xscale="log", xlim=(9, 5200)
    )
    rows[2].set(xlabel=text("features"), title=text("clean"))
    ticks = [10, 50, EXAMPLES, 1000, 4000]
    rows[2].set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    rows[2].minorticks_off()
    for axes in rows:
        axes.axvline(EXAMPLES, color=style.MUTED, lw=0.8)
        axes.grid(axis="y")
    rows[0].legend(loc="upper right")
    rows[2].legend(loc="upper right")
    return figure


def trained_widths(record: dict) -> Figure:
    """Errors of one trained hidden layer by its units, with true and with noisy labels."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6.2), sharex=True)
    for axes, kind in zip(rows, NOISES, strict=True):
        labels = [f"{kind}-{width}" for width in trained.WIDTHS]
        for measure, line, colour, marker in (
            ("test error", "-", style.SEQUENCE[0], "o"),
            ("lowest test error", "--", style.SEQUENCE[2], "^"),
            ("error", ":", style.SEQUENCE[1], "s"),
        ):
            found = 100 * np.array([runs(record, label, measure) for label in labels])
            low, middle, high = np.percentile(found, [2.5, 50, 97.5], axis=1)
            name = text("training error" if measure == "error" else measure)
            axes.plot(trained.WIDTHS, middle, line, color=colour, marker=marker, ms=4, label=name)
            axes.fill_between(trained.WIDTHS, low, high, color=colour, alpha=0.2, lw=0)
        axes.set(title=text(kind), ylabel=text("errors"), ylim=(-2, None))
        axes.grid(axis="y")
    rows[-1].set(xscale="log", xlabel=text("units"))
    ticks = [2, 4, 8, 16, 32, 64, 128, 256, 512]
    rows[-1].set_xticks(ticks, [str(tick) for tick in ticks])
    rows[-1].minorticks_off()
    style.legend_above(figure, rows[0], 1)
    return figure


def interpolation_slider(
    counts: Sequence[int], points: tuple[Array, Array], curves: Array, goal: Array, errors: Array,
    alt: str,
) -> Slider:  # fmt: skip
    """The shortest fit for each number of features, above its distance to the target.

    curves: (C, 121) on GRID; goal: (121,); errors: (C,) distances, typical of many draws.
    """
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 6.2), height_ratios=[1.4, 1])
    top.plot(GRID, goal, ":", color=style.INK, label=text("target"))
    top.plot(*points, "o", color=style.SEQUENCE[1], label=text("points"))
    bottom.plot(counts, errors, color=style.SEQUENCE[0], marker=".", ms=4)
    bottom.axvline(len(points[0]), color=style.MUTED, lw=0.8)
    frames = []
    for count, curve, error in zip(counts, curves, errors, strict=True):
        inside = np.where(abs(curve) < 4, curve, np.nan)
        fitted = top.plot(GRID, inside, color=style.SEQUENCE[0], label=text("fit"))
        frames.append(fitted + bottom.plot(count, error, "o", color=style.SEQUENCE[1], ms=10))
    top.set(xlim=(-1, 1), ylim=(-2.5, 2.5), xlabel=text("x"), ylabel=text("y"))
    top.set_xticks([-1, -0.5, 0, 0.5, 1])
    top.legend(handles=top.get_legend_handles_labels()[0][:3], loc="upper left", fontsize=10)
    bottom.set(xscale="log", yscale="log", xlabel=text("features"), ylabel=text("distance"))
    bottom.set_xticks([1, 3, 12, 50, 200], ["1", "3", "12", "50", "200"])
    bottom.minorticks_off()
    return Slider(
        figure, frames, names=[str(count) for count in counts], label=text("features"),
        start=list(counts).index(len(points[0])), alt=alt,
    )  # fmt: skip


def remedies(record: dict) -> Figure:
    """Test error and gap in loss of every run with each remedy."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(style.WIDTH, 4.4), sharey=True)
    for row, name in enumerate(REMEDIES):
        for axes, sample in (
            (left, 100 * measured(record, name, "test error")),
            (right, gap(record, name, "loss")),
        ):
            axes.plot(
                sample, [row] * len(sample), "o", color=style.SEQUENCE[0], ms=5, alpha=0.4, mew=0
            )
            axes.plot(sample.mean(), row, "|", color=style.INK, ms=15, mew=2)
    left.set(yticks=range(len(REMEDIES)), yticklabels=[text(name) for name in REMEDIES])
    left.set_ylim(len(REMEDIES) - 0.5, -0.5)
    left.set_xlabel(text("test error"))
    right.set(xlabel=text("gap"), xlim=(0, None))
    for axes in (left, right):
        axes.grid(axis="x")
    return figure


def _intervals(
    axes: plt.Axes, x: Sequence[float], found: Sequence[Estimate], colour: str, marker: str,
    name: str, joined: bool = False,
) -> None:  # fmt: skip
    """Means with their intervals, in points."""
    value = 100 * np.array([f.value for f in found])
    ends = 100 * np.array([[f.value - f.low, f.high - f.value] for f in found]).T
    axes.errorbar(
        x, value, ends, color=colour, marker=marker, ms=5, lw=1.4 if joined else 0,
        elinewidth=1.4, label=name,
    )  # fmt: skip


def _size_axis(axes: plt.Axes) -> None:
    axes.set(xscale="log", xlabel=text("images"))
    axes.set_xticks(SIZES, [f"{n:,}" for n in SIZES])
