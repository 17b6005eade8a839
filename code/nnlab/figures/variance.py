"""Figures of the chapter on initial weights: variance through depth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.figures import style
from nnlab.figures.labels.initialisation import text
from nnlab.figures.slider import Slider
from nnlab.models.mean_field import Moments
from nnlab.studies.signal import QUANTILES

Array = np.ndarray
# activation -> the schemes to draw, with what the legend calls them
DRAWN = {
    "relu": {"relu-large": "g = 2", "relu-he": "He, √2", "relu-lecun": "LeCun, 1"},
    "tanh": {"tanh-large": "g = 1.5", "tanh-lecun": "LeCun, 1", "tanh-small": "g = 0.7"},
    "sigmoid": {"sigmoid-10": "g = 10", "sigmoid-4": "g = 4", "sigmoid-lecun": "LeCun, 1"},
}
_LIMITS = {
    "square": {"relu": (1e-17, 1e17), "tanh": (1e-17, 1e4), "sigmoid": (1e-2, 1e5)},
    "signal": {"relu": (1e-17, 1e17), "tanh": (1e-17, 1e4), "sigmoid": (1e-34, 1e4)},
    "backward": {"relu": (1e-17, 1e17), "tanh": (1e-17, 1e4), "sigmoid": (1e-64, 1e4)},
}
_ROUNDED = 1e-31  # a variance this small, of numbers of order one, is rounding alone


def through_depth(record: dict, theory: Mapping[str, Moments], measure: str) -> Figure:
    """One measure ("square", "signal" or "backward") by layer: theory, median, middle 95 %."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 7.2), sharex=True)
    for axes, (activation, schemes) in zip(rows, DRAWN.items(), strict=True):
        for (scheme, name), colour, marker in zip(
            schemes.items(), style.SEQUENCE, "os^", strict=False
        ):
            found = record["settings"][scheme]["results"][measure]
            expected = getattr(theory[scheme], measure)
            layers = np.arange(1, len(expected) + 1)
            if measure == "signal":
                expected = np.where(expected > _ROUNDED, expected, np.nan)
            axes.plot(layers, expected, color=colour, lw=1.2)
            axes.fill_between(layers, found["low"], found["high"], color=colour, alpha=0.25, lw=0)
            at = [0, 4, 9, 14, 19, 24, 29, 34, 39, 44, 49]
            axes.plot(
                layers[at], np.array(found["median"])[at], marker, color=colour, ms=4.5,
                label=name,
            )  # fmt: skip
        axes.set(yscale="log", ylim=_LIMITS[measure][activation])
        axes.set_title(text(activation), loc="left")
        axes.set_ylabel(text(measure))
        axes.grid(axis="y")
        axes.legend(
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=3,
            columnspacing=1,
            handletextpad=0.2,
        )
    rows[-1].set(xlabel=text("depth"), xlim=(0.5, 50.5))
    return figure


def singular_values(record: dict, shown: Sequence[str]) -> Figure:
    """Singular values of the Jacobian by layer: largest, middle half and median."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 7.0), sharex=True, sharey=True)
    lines = {
        "gaussian": ("lecun", style.SEQUENCE[1]),
        "orthogonal": ("orthogonal", style.SEQUENCE[0]),
    }
    for axes, activation in zip(rows, shown, strict=True):
        for kind, (ending, colour) in lines.items():
            ending = "he" if (activation, kind) == ("relu", "gaussian") else ending
            entry = record["settings"][f"{activation}-{ending}"]
            values = np.maximum(np.array(entry["results"]["singular"]), 1e-12)
            layers = np.array(entry["setting"]["looked"])
            q = dict(zip(QUANTILES, values, strict=True))
            axes.plot(layers, q[1.0], color=colour, lw=1, ls="--")
            axes.fill_between(layers, q[0.25], q[0.75], color=colour, alpha=0.25, lw=0)
            axes.plot(layers, q[0.5], color=colour, marker="o", ms=4, label=text(kind))
        axes.set(yscale="log", ylim=(1e-8, 1e2), ylabel=text("singular"))
        axes.set_title(text("identity" if activation == "linear" else activation))
        axes.grid(axis="y")
    rows[-1].set(xscale="log", xlabel=text("depth"), xlim=(1, 50))
    rows[-1].set_xticks(layers, [str(layer) for layer in layers])
    rows[-1].minorticks_off()
    style.legend_above(figure, rows[0], 2)
    return figure


def gain_slider(
    gains: Sequence[float], runs: Sequence[dict], theory: Sequence[Moments], alt: str
) -> Slider:
    """What a tanh network does for each gain: outputs of three layers, moments through depth.

    runs: for each gain "outputs", {layer: outputs}, "signal" and "backward", (L,) each.
    """
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 6.4))
    edges = np.linspace(-1, 1, 42)
    frames = [
        _histograms(top, edges, run["outputs"]) + _moments(bottom, run, expected)
        for run, expected in zip(runs, theory, strict=True)
    ]
    top.set(xlim=(-1.02, 1.02), ylim=(0.01, 40), yscale="log", xlabel=text("activation"))
    top.set_ylabel(text("density"))
    bottom.set(yscale="log", ylim=(1e-20, 1e12), xlim=(0.5, 50.5), xlabel=text("depth"))
    bottom.grid(axis="y")
    layers = [
        plt.Line2D([], [], color=c, ls=s, label=f"{text('layer')} {n}")
        for n, c, s in zip(runs[0]["outputs"], style.SEQUENCE, ("-", "--", ":"), strict=False)
    ]
    top.legend(handles=layers, loc="upper center", ncols=3)
    keys = [
        plt.Line2D([], [], color=style.SEQUENCE[3], marker="o", lw=1, label=text("signal")),
        plt.Line2D([], [], color=style.SEQUENCE[4], marker="s", lw=1, label=text("backward")),
    ]
    bottom.legend(handles=keys, loc="lower center")
    return Slider(
        figure, frames, names=[f"g = {g:g}" for g in gains], label=text("gain"),
        start=list(gains).index(1.0), alt=alt,
    )  # fmt: skip


def _histograms(axes: plt.Axes, edges: Array, outputs: Mapping[int, Array]) -> list:
    drawn = []
    for values, colour, line in zip(
        outputs.values(), style.SEQUENCE, ("-", "--", ":"), strict=False
    ):
        density, _ = np.histogram(values, edges, density=True)
        density = np.where(density > 0, density, np.nan)
        centres = (edges[1:] + edges[:-1]) / 2
        drawn += axes.plot(centres, density, line, color=colour)
    return drawn


def _moments(axes: plt.Axes, run: dict, expected: Moments) -> list:
    layers = np.arange(1, len(expected.signal) + 1)
    drawn = []
    for measure, colour, marker in (
        ("signal", style.SEQUENCE[3], "o"),
        ("backward", style.SEQUENCE[4], "s"),
    ):
        drawn += axes.plot(layers, getattr(expected, measure), color=colour, lw=1.2)
        drawn += axes.plot(layers[::4], run[measure][::4], marker, color=colour, ms=4)
    return drawn
