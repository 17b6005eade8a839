"""Figures of the mnist chapter. Epochs count from 0, as in the report."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlab.claims.mnist import curves as runs
from nnlab.claims.mnist import oscillation, rise
from nnlab.figures import style
from nnlab.figures.labels.mnist import text
from nnlab.figures.slider import Slider
from nnlab.reported.hw2_q6 import NUMBERS
from nnlab.studies.mnist import SWEPT

Array = np.ndarray
COLOURS = {"a": style.SEQUENCE[1], "b": style.SEQUENCE[0]}
METRIC_COLOURS = {"loss": style.SEQUENCE[2], "test loss": style.SEQUENCE[3]}
_DIAMOND = {"color": style.REPORTED, "marker": "D", "markeredgecolor": "white", "markersize": 9}


def losses(record: dict) -> Figure:
    """Running training loss and test loss by epoch, mean and 95 % of the runs, both rates."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 5.4), sharex=True)
    for axes, label in zip(rows, "ab", strict=True):
        for metric, name in (("loss", "running"), ("test loss", "test")):
            _band(axes, runs(record, label, metric), METRIC_COLOURS[metric], text(name))
        axes.set(title=text(label), ylabel=text("loss axis"), ylim=(0, 0.36))
    for epoch in (7, 8):
        for name in ("loss", "test-loss"):
            rows[0].plot(epoch, NUMBERS[f"{name}-{epoch}"], **_DIAMOND)
    rows[-1].set(xlabel=text("epoch"), xticks=range(10))
    style.legend_above(figure, rows[0], 3, reported=text("reported"))
    return figure


def accuracies(record: dict) -> Figure:
    """Running training accuracy and test accuracy by epoch, both rates in one picture."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.2))
    for label, colour in COLOURS.items():
        _band(axes, runs(record, label, "accuracy"), colour, f"{text(label)}, training", ls="--")
        _band(axes, runs(record, label, "test accuracy"), colour, f"{text(label)}, test")
    for epoch in (7, 8):
        for name in ("accuracy", "test-accuracy"):
            axes.plot(epoch, NUMBERS[f"{name}-{epoch}"], **_DIAMOND)
    axes.set(ylim=(0.9, 1), xlabel=text("epoch"), ylabel=text("accuracy"), xticks=range(10))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y")
    style.legend_above(figure, axes, 2, reported=text("reported"))
    return figure


def single_runs(record: dict, labels: Sequence[str], count: int = 3) -> Figure:
    """The test accuracy of single runs under each setting, the same seeds in each panel."""
    rows = -(-len(labels) // 2)
    figure, grid = plt.subplots(
        rows, 2, figsize=(style.WIDTH, 2.1 * rows), sharex=True, sharey=True
    )
    for axes, label in zip(grid.flat, labels, strict=True):
        for row in runs(record, label, "test accuracy")[:count]:
            axes.plot(row, color=COLOURS[label[0]], linewidth=1.1, alpha=0.85)
        axes.set_title(text(label), fontsize=11)
        if label.endswith(("drop", "raise")):
            axes.axvline(4.5, color=style.MUTED, linewidth=1, linestyle=":")
        axes.grid(axis="y")
    grid.flat[0].set(ylim=(0.93, 0.99), xticks=range(0, 10, 3))
    grid.flat[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    figure.supxlabel(text("epoch"), fontsize=12)
    figure.supylabel(text("test accuracy"), fontsize=12)
    return figure


def sweep(record: dict) -> Figure:
    """Final test error, movement and dead units of every run, against the learning rate."""
    figure, panels = plt.subplots(3, 1, figsize=(style.WIDTH, 7.0), sharex=True)
    for rate, label in sorted(SWEPT.items()):
        error = 1 - runs(record, label, "test accuracy")[:, -1]
        dead = runs(record, label, "dead")
        _dots(panels[0], rate, error, style.SEQUENCE[0], "o")
        _dots(panels[1], rate, 100 * oscillation(record, label), style.SEQUENCE[0], "o")
        _dots(panels[2], rate * 0.93, dead[:, 0], style.SEQUENCE[2], "o")
        _dots(panels[2], rate * 1.07, dead[:, 1], style.SEQUENCE[3], "^")
    for axes in panels:
        for rate in (NUMBERS["rate-a"], NUMBERS["rate-b"]):
            axes.axvline(rate, color=style.REPORTED, linewidth=1.2, linestyle="--", zorder=0)
        axes.grid(axis="y")
    panels[0].set(yscale="log", ylabel=text("error share"))
    panels[0].set_yticks([0.02, 0.05, 0.1, 0.2, 0.5, 0.9])
    panels[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    panels[0].minorticks_off()
    panels[1].set(ylabel=text("movement"), yscale="symlog", ylim=(0, 12))
    panels[1].set_yticks([0, 1, 3, 10], ["0", "1", "3", "10"])
    panels[1].minorticks_off()
    panels[2].set(ylabel=text("dead"), ylim=(-0.04, 1.04), xlabel=text("rate"), xscale="log")
    panels[2].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    keys = [
        plt.Line2D([], [], color=style.SEQUENCE[2], marker="o", ls="", label=text("layer 1")),
        plt.Line2D([], [], color=style.SEQUENCE[3], marker="^", ls="", label=text("layer 2")),
    ]
    panels[2].legend(handles=keys, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return figure


def by_rate(record: dict, alt: str) -> Slider:
    """Mean training and test loss by epoch; the slider moves the learning rate."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    frames, names = [], []
    for rate, label in sorted(SWEPT.items()):
        drawn = []
        for metric, name in (("training loss", "training"), ("test loss", "test")):
            values = runs(record, label, metric).mean(axis=0)
            colour = METRIC_COLOURS["test loss" if name == "test" else "loss"]
            drawn += axes.plot(values, color=colour, marker="o", markersize=4)
        frames.append(drawn)
        names.append(f"{rate:g}")
    axes.set(yscale="log", ylim=(0.005, 3), xlim=(-0.3, 9.3), xticks=range(10))
    axes.set(xlabel=text("epoch"), ylabel=text("loss axis"))
    axes.grid(axis="y")
    keys = [
        plt.Line2D([], [], color=METRIC_COLOURS["loss"], label=text("training")),
        plt.Line2D([], [], color=METRIC_COLOURS["test loss"], label=text("test")),
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=2)
    return Slider(figure, frames, names=names, label=text("rate"), start=2, alt=alt)


def remedies(record: dict, labels: Sequence[str]) -> Figure:
    """Rise of the test loss and final test error of every run under each setting."""
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(style.WIDTH, 0.45 * len(labels) + 1.1), sharey=True
    )
    for row, label in enumerate(labels):
        error = 100 * (1 - runs(record, label, "test accuracy")[:, -1])
        for axes, sample in ((left, rise(record, label)), (right, error)):
            axes.plot(sample, [row] * len(sample), "o", color=COLOURS["b"], alpha=0.55, mew=0)
            axes.plot(sample.mean(), row, "|", color=style.INK, markersize=15, mew=2)
    left.axvline(0, color=style.MUTED, linewidth=1)
    names = [text("none") if label == "b" else text(label) for label in labels]
    left.set(yticks=range(len(labels)), yticklabels=names, ylim=(len(labels) - 0.5, -0.5))
    left.set_xlabel(text("rise"), fontsize=11)
    right.set_xlabel(text("test error"), fontsize=11)
    left.grid(axis="x")
    right.grid(axis="x")
    return figure


def confusion(matrix: Array) -> Figure:
    """(10, 10) counts, actual digits in rows: the errors in each thousand images of a row."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.8))
    shares = 1000 * matrix / matrix.sum(axis=1, keepdims=True)
    errors = np.where(np.eye(len(matrix), dtype=bool), np.nan, shares)
    axes.imshow(errors, cmap="Blues", vmin=0, vmax=max(1.0, np.nanmax(errors)))
    for row, column in np.ndindex(matrix.shape):
        share = errors[row, column]
        if share >= 0.5:
            colour = "white" if share > 0.55 * np.nanmax(errors) else style.INK
            axes.text(
                column, row, f"{share:.0f}", ha="center", va="center", color=colour, fontsize=10.5
            )
    axes.set(xticks=range(10), yticks=range(10), xlabel=text("predicted"), ylabel=text("actual"))
    return figure


def pictures(images: Array, captions: Sequence[str], columns: int = 6) -> Figure:
    """(n, 28, 28) images, white on black, each with a line below it."""
    rows = -(-len(images) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(style.WIDTH, 1.2 * rows), squeeze=False)
    for axes in grid.flat[len(images) :]:
        axes.axis("off")
    for axes, image, caption in zip(grid.flat, images, captions, strict=False):
        axes.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        # The page shows photographs as they are in dark mode too: a grey legible on both grounds.
        axes.set_xlabel(caption, fontsize=10.5, color=style.MUTED)
        axes.spines[:].set_visible(False)
    return figure


def _band(axes: plt.Axes, values: Array, colour: str, name: str, ls: str = "-") -> None:
    epochs = np.arange(values.shape[1])
    axes.plot(epochs, values.mean(axis=0), color=colour, linestyle=ls, label=name)
    low, high = np.quantile(values, [0.025, 0.975], axis=0)
    axes.fill_between(epochs, low, high, color=colour, alpha=0.2, lw=0)


def _dots(axes: plt.Axes, place: float, values: Array, colour: str, marker: str) -> None:
    shown = np.asarray(values)[:5]  # as many for the report's two rates as for the others
    axes.plot([place] * len(shown), shown, marker, color=colour, ms=5, alpha=0.7, mew=0)
