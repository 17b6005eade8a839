"""Figures of the chapter on initial weights: what zero weights do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.claims.initialisation import FREQUENCIES, MARGINS, bias_gain, of
from nnlab.experiments.plateau import HEIGHT
from nnlab.figures import style
from nnlab.figures.labels.initialisation import text
from nnlab.studies import plateau, weight_scale
from nnlab.studies.initial_biases import TASKS
from nnlab.studies.starts import CASES, RATES, STANDARD, label

Array = np.ndarray
COLOURS = {a.name: a.colour for a in (SIGMOID, TANH, RELU)}
MARKERS = {"sigmoid": "o", "tanh": "s", "relu": "^"}
_LINES = ["-", "--", "-.", ":"]
_POINTS = ["o", "s", "^", "D"]


def wave(record: dict, steps: int = 14) -> Figure:
    """Median gradient norm of each layer's weights in the first steps; exact zeros are absent."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 7.0), sharex=True)
    for axes, activation in zip(rows, STANDARD, strict=True):
        found = _results(record, label(activation, "random", "sgd"))["gradient by step and layer"]
        norms = np.array(found)[:steps]
        for layer in reversed(range(norms.shape[1])):
            at = np.flatnonzero(norms[:, layer])
            axes.plot(
                at + 1, norms[at, layer], marker=_POINTS[layer], ms=5,
                color=style.SEQUENCE[layer], label=f"{text('layer')} {layer + 1}",
            )  # fmt: skip
        usual = _results(record, label(activation, "standard", "sgd"))
        first = np.array(usual["gradient by step and layer"])[:steps, 0]
        axes.plot(range(1, steps + 1), first, ":", color=style.INK, label=text("first standard"))
        axes.set(yscale="log", title=text(activation), ylabel=text("gradient"))
        axes.set_ylim(1e-15, 10)
        axes.set_yticks([1e-15, 1e-10, 1e-5, 1])
        axes.minorticks_off()
        axes.grid(axis="y")
    rows[-1].set(xlabel=text("step"), xticks=range(1, steps + 1))
    style.legend_above(figure, rows[0], 3)
    return figure


def losses(record: dict) -> Figure:
    """Training loss of the four cases: median and middle 95 % of the runs."""
    figure, grid = plt.subplots(3, 2, figsize=(style.WIDTH, 7.2), sharex="col", sharey=True)
    for row, activation in zip(grid, STANDARD, strict=True):
        for axes, optimiser in zip(row, RATES, strict=True):
            for case, colour, line in zip(CASES, style.SEQUENCE, _LINES, strict=False):
                found = _results(record, of(activation, case, optimiser, long=True))
                _band(axes, found["shown"], found["loss curve"], colour, line, text(case))
            axes.set_title(f"{text(activation)}, {text(optimiser)}", fontsize=11)
            axes.axhline(FREQUENCIES, color=style.MUTED, lw=0.8)
    for axes in grid[:, 0]:
        axes.set_ylabel(text("training loss"))
    for axes, ticks in zip(grid[-1], ([0, 1, 10, 100, 1000], [0, 1, 10, 100]), strict=True):
        axes.set(xscale="symlog", xlim=(0, ticks[-1]), ylim=(0, 2.9), xlabel=text("epoch"))
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
    style.legend_above(figure, grid[0, 0], 2)
    return figure


def first_layers(panels: Mapping[str, Array]) -> Figure:
    """(25, units) weights of first layers, each scaled by its largest entry."""
    figure, row = plt.subplots(1, len(panels), figsize=(style.WIDTH, 3.0), sharey=True)
    for axes, (case, weights) in zip(row, panels.items(), strict=True):
        axes.imshow(weights / np.abs(weights).max(), cmap=style.SURFACE, vmin=-1, vmax=1)
        axes.set_title(text(case), fontsize=10.5)
        axes.set(xlabel=text("unit"), xticks=[], yticks=[])
    row[0].set_ylabel(text("pixel"))
    return figure


def escape(record: dict) -> Figure:
    """Loss on the way from zero weights, for one to three hidden layers."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 6.6), sharex=True, sharey=True)
    for axes, activation in zip(rows, plateau.ACTIVATIONS, strict=True):
        for depth, colour, line in zip(plateau.DEPTHS, style.SEQUENCE, _LINES, strict=False):
            found = _results(record, plateau.label(activation, depth))
            _band(axes, found["shown"], found["loss"], colour, line, str(depth))
        axes.axhline(HEIGHT, color=style.MUTED, lw=0.8)
        axes.set(title=text(activation), ylabel=text("loss"), ylim=(0, 3.3))
    rows[-1].set(xscale="log", xlim=(1, 4000), xlabel=text("steps"))
    style.legend_above(figure, rows[0], 3, title=text("hidden layers"))
    return figure


def falls(epsilons: Array, measured: Mapping[str, Sequence[Array]], predicted: Mapping) -> Figure:
    """Fall of the loss along the path down: {activation: one (n,) array a depth}, and theory."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.8))
    for activation, curves in measured.items():
        for curve, theory in zip(curves, predicted[activation], strict=True):
            axes.plot(epsilons, theory, color=COLOURS[activation], lw=1)
            axes.plot(epsilons, curve, MARKERS[activation], ms=4.5, color=COLOURS[activation])
    keys = [
        plt.Line2D([], [], color=COLOURS[a], marker=MARKERS[a], lw=1, label=text(a))
        for a in measured
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=3)
    axes.set(xscale="log", yscale="log", xlabel=text("distance"), ylabel=text("fall"))
    axes.set_xticks([0.02, 0.05, 0.1, 0.2], ["0.02", "0.05", "0.1", "0.2"])
    axes.minorticks_off()
    axes.grid()
    return figure


def success(record: dict, critical: Mapping[str, float]) -> Figure:
    """Median training accuracy against the gain, with the range of the runs, by depth.

    critical: activation -> the gain at which theory says that a deep network passes signals.
    """
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 7.6), sharex=True, sharey=True)
    for axes, depth in zip(rows, weight_scale.DEPTHS, strict=True):
        for activation in weight_scale.ACTIVATIONS:
            runs = weight_scale.accuracies(record, activation, depth)
            middle = np.median(runs, axis=1)
            ends = np.abs(np.array([runs.min(axis=1), runs.max(axis=1)]) - middle)
            axes.errorbar(
                weight_scale.GAINS, middle, ends, color=COLOURS[activation],
                marker=MARKERS[activation], ms=5, lw=1.5, elinewidth=1, label=text(activation),
            )  # fmt: skip
            axes.axvline(critical[activation], color=COLOURS[activation], lw=1, ls=":")
        axes.set(title=f"{text('hidden layers')}: {depth}", ylim=(0, 1.02))
        axes.set_ylabel(text("training accuracy"))
        axes.axhline(weight_scale.SUCCESS, color=style.MUTED, lw=0.8)
    rows[-1].set(xscale="log", xlabel=text("gain"))
    rows[-1].set_xticks([1 / 8, 1 / 2, 1, 2, 8, 32], ["1/8", "1/2", "1", "2", "8", "32"])
    rows[-1].minorticks_off()
    style.legend_above(figure, rows[0], 3)
    return figure


def bias_gains(record: dict) -> Figure:
    """Gain of small biases over zero biases, paired by seed, with 95 % intervals and margins."""
    tasks = [task for task in TASKS if task != "xnor"]
    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(style.WIDTH, 4.8), height_ratios=[len(tasks), 1.4]
    )
    for axes, shown in ((top, tasks), (bottom, ["xnor"])):
        margin = 100 * MARGINS[shown[0]]
        axes.axvspan(-margin, margin, color="#dddddd", lw=0, label=text("margin"))
        axes.axvline(0, color=style.MUTED, lw=0.8)
        for scheme, shift, colour, marker in (
            ("random", -0.14, style.SEQUENCE[0], "o"),
            ("positive", 0.14, style.SEQUENCE[1], "s"),
        ):
            found = [bias_gain(record, task, scheme) for task in shown]
            value = 100 * np.array([f.value for f in found])
            ends = 100 * np.array([[f.value - f.low, f.high - f.value] for f in found]).T
            axes.errorbar(
                value, np.arange(len(shown)) + shift, xerr=ends, fmt=marker, color=colour, ms=6,
                label=text(f"{scheme} biases"),
            )  # fmt: skip
        axes.set_yticks(range(len(shown)), [text(task) for task in shown])
        axes.set_ylim(len(shown) - 0.5, -0.5)
    top.set_xlabel(text("gain of accuracy"))
    bottom.set_xlabel(text("gain of success"))
    style.legend_above(figure, top, 2)
    return figure


def _results(record: dict, name: str) -> dict:
    return record["settings"][name]["results"]


def _band(axes: plt.Axes, x: Sequence, curve: dict, colour: str, line: str, name: str) -> None:
    axes.plot(x, curve["median"], line, color=colour, label=name)
    axes.fill_between(x, curve["low"], curve["high"], color=colour, alpha=0.2, lw=0)
