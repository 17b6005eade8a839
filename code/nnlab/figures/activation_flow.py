"""Figures of signals and gradients in deep networks, and of units that are off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlab.activations.base import Activation
from nnlab.activations.catalogue import activation
from nnlab.experiments.gradient_flow import gain
from nnlab.figures import style
from nnlab.figures.labels.activations import text
from nnlab.figures.slider import Slider
from nnlab.models.mean_field import gradient_back
from nnlab.statistics.means import t_interval
from nnlab.studies import activations as training
from nnlab.studies.gradient_flow import BIASES, DEPTHS, SCHEMES, WIDTHS, dead_label, label

Array = np.ndarray
MARKERS = "os^DvPXd<>"


def profiles(record: dict, names: Sequence[str]) -> Figure:
    """Gradient by layer for each scheme: median, 95 % of the seeds, and the prediction, dotted."""
    figure, rows = plt.subplots(len(SCHEMES), 1, figsize=(style.WIDTH, 9), sharex=True)
    for axes, scheme in zip(rows, SCHEMES, strict=True):
        for name, marker in zip(names, MARKERS, strict=False):
            f, drawn = activation(name), _by_layer(record, name, scheme)
            axes.plot(drawn["layer"], drawn["median"], color=f.colour, marker=marker, ms=4, lw=1.4)
            axes.fill_between(
                drawn["layer"], drawn["low"], drawn["high"], color=f.colour, alpha=0.2, lw=0
            )
            predicted = gradient_back(f, gain(scheme, f), 50)
            axes.plot(range(1, 51, 3), predicted[::3], color=f.colour, linestyle=":", lw=1.4)
        axes.set(title=text(scheme), ylabel=text("gradient"), ylim=(-12, 6), xlim=(1, 50))
        _powers(axes)
    rows[-1].set_xlabel(text("layer"))
    keys = [
        plt.Line2D([], [], color=activation(n).colour, marker=m, ms=5, label=activation(n).label)
        for n, m in zip(names, MARKERS, strict=False)
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=3, columnspacing=1)
    return figure


def _by_layer(record: dict, name: str, scheme: str) -> dict:
    entry = record["settings"][label(name, scheme)]["results"]["gradient by layer"]
    return entry | {"layer": np.arange(50, 0, -5)[::-1][: len(entry["median"])]}


def _powers(axes: plt.Axes) -> None:
    ticks = range(-12, 7, 3)
    axes.set_yticks(ticks, [f"$10^{{{t}}}$" for t in ticks])
    axes.grid(axis="y")


def by_depth(bins: Array, shares: Mapping[str, Array], functions: Sequence[Activation]) -> Slider:
    """Histograms of log10 |gradient|: (layers, bins) shares for each activation."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    middle = (bins[1:] + bins[:-1]) / 2
    layers = len(next(iter(shares.values())))
    frames = [
        [axes.plot(middle, shares[f.name][i], color=f.colour, lw=2)[0] for f in functions]
        for i in range(layers)
    ]
    axes.set(
        xlim=(bins[0], bins[-1]), ylim=(0, 0.24), xlabel=text("log gradient"), ylabel=text("share")
    )
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    keys = [plt.Line2D([], [], color=f.colour, lw=2, label=f.label) for f in functions]
    figure.legend(handles=keys, loc="outside upper center", ncols=4, columnspacing=1)
    return Slider(
        figure,
        frames[::-1],
        names=[f"{k} layers back" for k in range(layers)],
        label=text("depth"),
        start=layers - 1,
        alt="Four histograms of the logarithm of the gradient's size. At the last layer they lie "
        "on top of each other. Further back sigmoid's moves quickly to the left and tanh's "
        "slowly; ReLU's and Mish's stay where they are.",
    )


def dead_at_start(record: dict) -> Figure:
    """Share of dead ReLU units before training: by depth for each width, and by bias."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 6))
    colours = plt.colormaps["viridis"](np.linspace(0, 0.55, len(WIDTHS)))
    for width, colour, marker in zip(WIDTHS, colours, MARKERS, strict=False):
        found = [_dead(record, dead_label(width, depth)) for depth in DEPTHS]
        _with_error(top, DEPTHS, found, color=colour, marker=marker, label=str(width))
    top.set(xscale="log", xlabel=text("depth"), ylabel=text("dead at start"), ylim=(-0.02, 1.02))
    top.set_xticks(DEPTHS, [str(d) for d in DEPTHS])
    top.minorticks_off()
    top.legend(title=text("width"), ncols=2, loc="upper left")
    biases = sorted([*BIASES, 0.0])
    found = [_dead(record, dead_label(64, 5, b)) for b in biases]
    _with_error(bottom, biases, found, color=style.INK, marker="o")
    bottom.set(xlabel=text("bias"), ylabel=text("dead at start"), ylim=(-0.02, 1.02))
    for axes in (top, bottom):
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.grid(axis="y")
    return figure


def _dead(record: dict, name: str):
    return t_interval(record["settings"][name]["results"]["dead"])


def _with_error(axes: plt.Axes, x: Sequence[float], found: Sequence, **look) -> None:
    ends = np.array([[e.value - e.low, e.high - e.value] for e in found]).T
    axes.errorbar(x, [e.value for e in found], ends, ms=5, capsize=2, **look)


def dead_by_rate(
    record: dict, names: Sequence[str] = ("relu", "leaky_relu", "elu", "gelu")
) -> Figure:
    """Units without a slope on any training image, after training, against the learning rate."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 5.2), sharex=True)
    for axes, depth, title in zip(rows, (2, 10), ("two layers", "ten layers"), strict=True):
        for name, marker in zip(names, MARKERS, strict=False):
            f = activation(name)
            values = np.array(
                [
                    record["settings"][training.label(name, depth, r)]["results"]["dead"]
                    for r in training.RATES
                ]
            )
            axes.plot(training.RATES, values[:, 0], color=f.colour, marker=marker, label=f.label)
            axes.fill_between(
                training.RATES, values[:, 1], values[:, 2], color=f.colour, alpha=0.2, lw=0
            )
        axes.set(xscale="log", title=text(title), ylabel=text("dead"), ylim=(-0.03, 1.03))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.grid(axis="y")
    rows[-1].set_xlabel(text("rate"))
    style.legend_above(figure, rows[0], 2)
    return figure
