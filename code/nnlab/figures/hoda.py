"""Figures of the hoda chapter and of the chapter on single runs."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlab.claims.hoda import MODELS, gap, runs
from nnlab.figures import style
from nnlab.figures.labels.hoda import text
from nnlab.reported.hw2_q4 import NUMBERS
from nnlab.statistics.means import t_interval
from nnlab.statistics.prediction import prediction_interval
from nnlab.studies.hoda import SIZES

Array = np.ndarray
COLOURS = dict(zip(MODELS, style.SEQUENCE, strict=False))


def samples(originals: Sequence[Array], small: Array, labels: Array) -> Figure:
    """Images as written, above what the networks see of them: (n, 25) grey values."""
    figure, grid = plt.subplots(2, len(originals), figsize=(style.WIDTH, 1.9))
    for axes, image in zip(grid[0], originals, strict=True):
        _picture(axes, image)
    for axes, image, label in zip(grid[1], small, labels, strict=True):
        _picture(axes, image.reshape(5, 5))
        axes.set_xlabel(str(label), color=style.MUTED)
    return figure


def curves(record: dict) -> Figure:
    """Loss by epoch of the three models: mean and 95 % of the seeds; the report's last values."""
    figure, rows = plt.subplots(len(MODELS), 1, figsize=(style.WIDTH, 6.6), sharex=True)
    for axes, model in zip(rows, MODELS, strict=True):
        drawn = record["settings"][model]["results"]["curves"]
        for metric, colour in (("loss", style.SEQUENCE[0]), ("test loss", style.SEQUENCE[1])):
            epochs = np.arange(1, len(drawn[metric]["mean"]) + 1)
            name = text("training loss" if metric == "loss" else "test loss")
            axes.plot(epochs, drawn[metric]["mean"], color=colour, label=name)
            axes.fill_between(
                epochs, drawn[metric]["low"], drawn[metric]["high"], color=colour, alpha=0.25, lw=0
            )
            reported = NUMBERS.get(f"{model}-{metric.replace(' ', '-')}")
            if reported is not None:
                axes.plot(100, reported, "D", color=style.REPORTED, markeredgecolor="white", ms=9)
        axes.set(title=text(model), ylim=(0, 1.5), ylabel=text("loss axis"))
    rows[-1].set(xlabel=text("epoch"), xlim=(0, 103))
    style.legend_above(figure, rows[0], 3, reported=text("reported"))
    return figure


def accuracies(record: dict) -> Figure:
    """Accuracy of every run, on the 200 images and on the others, with the report's values."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.2))
    ticks, names = [], []
    for i, model in enumerate(MODELS):
        for j, (metric, where) in enumerate(
            (("test accuracy", "on 200"), ("rest accuracy", "on others"))
        ):
            row, sample = 3 * i + j, runs(record, model, metric)
            light = {"color": COLOURS[model], "alpha": 0.4, "linewidth": 8}
            axes.plot(prediction_interval(sample), [row, row], **light)
            middle = np.quantile(sample, [0.25, 0.75])
            axes.plot(middle, [row, row], color=COLOURS[model], linewidth=8)
            ticks.append(row)
            names.append(f"{text(model)}\n{text(where)}" if j == 0 else text(where))
        value = NUMBERS[f"{model}-test-accuracy"]
        axes.plot(value, 3 * i, "D", color=style.REPORTED, markeredgecolor="white", ms=9)
    axes.set(yticks=ticks, yticklabels=names, ylim=(7.8, -0.8), xlabel=text("accuracy"))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="x")
    return figure


def gap_by_size(record: dict) -> Figure:
    """Gap of the large model against the number of training images, with 95 % intervals."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.2))
    counts = [NUMBERS["train-images"], *SIZES]
    labels = ["m2", *(f"m2-n{size}" for size in SIZES)]
    found = [t_interval(100 * gap(record, label)) for label in labels]
    value = np.array([f.value for f in found])
    ends = np.array([[f.value - f.low, f.high - f.value] for f in found]).T
    axes.errorbar(counts, value, ends, color=COLOURS["m2"], marker="o")
    axes.set(xscale="log", xlabel=text("training images"), ylabel=text("gap"), ylim=(0, None))
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    axes.minorticks_off()
    axes.grid(axis="y")
    return figure


def confusion(matrix: Array) -> Figure:
    """(10, 10) counts, actual digits in rows: shares of each row, in colour and in per cent."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.8))
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(matrix.shape):
        share = shares[row, column]
        if share >= 0.005:
            colour = "white" if share > 0.5 else style.INK
            label = f"{100 * share:.0f}"
            axes.text(column, row, label, ha="center", va="center", color=colour, fontsize=10.5)
    axes.set(xticks=range(10), yticks=range(10), xlabel=text("predicted"), ylabel=text("actual"))
    return figure


def errors(originals: Sequence[Array], actual: Array, predicted: Array) -> Figure:
    """Wrongly classified images as they were written, with both digits."""
    columns = 6
    rows = -(-len(originals) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(style.WIDTH, 1.25 * rows), squeeze=False)
    for axes in grid.flat[len(originals) :]:
        axes.axis("off")
    for axes, image, a, p in zip(grid.flat, originals, actual, predicted, strict=False):
        _picture(axes, image)
        axes.set_xlabel(f"{a}, {text('said')} {p}", fontsize=10.5, color=style.MUTED)
    return figure


def two_spreads(over_images: Array, over_seeds: Array) -> Figure:
    """Accuracies of one network on many groups of 200, and of many seeds on one group."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 4.4), sharex=True)
    bins = np.arange(0.8025, 1.0, 0.005)
    top.hist(over_images, bins=bins, color=style.SEQUENCE[0])
    bottom.hist(over_seeds, bins=bins, color=style.SEQUENCE[1])
    top.set(ylabel=text("groups"))
    bottom.set(ylabel=text("seeds"), xlabel=text("images of 200"))
    bottom.set_xticks(np.arange(0.8, 1.01, 0.05))
    bottom.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return figure


def _picture(axes: plt.Axes, image: Array) -> None:
    """A photograph: the same in dark mode, so words beside it need a grey legible in both."""
    axes.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
