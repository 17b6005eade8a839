"""Figures of single activations: their shapes, derivatives, and what a parameter does to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.activations.base import Activation
from nnlab.activations.leaky_relu import leaky_relu
from nnlab.activations.relu import RELU
from nnlab.activations.swish import swish
from nnlab.figures import style
from nnlab.figures.labels.activations import text
from nnlab.figures.slider import Slider

Array = np.ndarray
BETAS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 50.0)
ALPHAS = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0)


def gallery(functions: Sequence[Activation], columns: int = 2) -> Figure:
    """Each function, solid, with its derivative, dashed, in a panel of its own."""
    rows = -(-len(functions) // columns)
    size = (style.WIDTH, 1.75 * rows)
    figure, grid = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True)
    z = np.linspace(-4, 4, 121)
    for axes, f in zip(grid.flat, functions, strict=True):
        axes.axhline(0, color=style.MUTED, linewidth=0.6)
        axes.axvline(0, color=style.MUTED, linewidth=0.6)
        axes.plot(z, f(z), color=f.colour, linewidth=2.2)
        _broken_line(axes, z, f.derivative(z), f.colour)
        axes.set(
            title=f.label, xlim=(-4, 4), ylim=(-1.2, 2.4), xticks=[-4, 0, 4], yticks=[-1, 0, 1, 2]
        )
    for axes in grid[-1]:
        axes.set_xlabel(text("input"))
    return figure


def _broken_line(axes: plt.Axes, z: Array, slope: Array, colour: str) -> None:
    """A dashed line that does not join the two sides of a jump."""
    drawn = slope.copy()
    drawn[1:][np.abs(np.diff(slope)) > 0.2] = np.nan
    axes.plot(z, drawn, color=colour, linewidth=1.6, linestyle=(0, (4, 2)))


def moved(kind: str) -> Slider:
    """Swish for several β, or leaky ReLU for several α, each with its derivative.

    kind: "beta" or "alpha".
    """
    swishes = kind == "beta"
    functions = [swish(b) for b in BETAS] if swishes else [leaky_relu(a) for a in ALPHAS]
    values = BETAS if swishes else ALPHAS
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 5.4), sharex=True)
    z = np.linspace(-4, 4, 121)
    for axes, ghost in ((top, RELU(z)), (bottom, RELU.derivative(z))):
        axes.axhline(0, color=style.MUTED, linewidth=0.6)
        if axes is top:
            axes.plot(z, ghost, color=RELU.colour, linewidth=1, linestyle=":")
        else:
            _broken_line(axes, z, ghost, RELU.colour)
    frames = []
    for f in functions:
        (line,) = top.plot(z, f(z), color=f.colour, linewidth=2.4)
        slopes = f.derivative(z)
        if not swishes:
            slopes[1:][np.abs(np.diff(slopes)) > 0.01] = np.nan  # a jump is not a line
        (slope,) = bottom.plot(z, slopes, color=f.colour, linewidth=2.4)
        frames.append([line, slope])
    top.set(ylabel=text("value"), xlim=(-4, 4), ylim=(-2.2, 4.2))
    bottom.set(ylabel=text("slope"), xlabel=text("input"), ylim=(-1.25, 1.35))
    symbol = "β" if swishes else "α"
    alt = (
        "Two plots above each other, a function and its derivative, with ReLU's dotted for "
        "comparison. "
    )
    alt += (
        "With growing β Swish goes from a straight line of slope one half to ReLU; in between it "
        "dips below zero on the left, and its derivative rises above one on the right."
        if swishes
        else "The right half is the line z. With α from −1 to 1 the left half turns from the line "
        "−z, which makes the absolute value, over ReLU's zero to the line z."
    )
    return Slider(
        figure,
        frames,
        names=[f"{symbol} = {v:g}".replace("-", "−") for v in values],
        label=symbol,
        start=values.index(1.0) if swishes else values.index(0.1),
        alt=alt,
    )


def fits(x: Array, target: Array, fitted: Mapping[int, Array], start: int) -> Slider:
    """A curve and its fit by a hidden layer of several widths: (n,) values for each width."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.2))
    axes.plot(x, target, color=style.MUTED, linewidth=4, alpha=0.6, label=text("target"))
    frames = [[axes.plot(x, y, color=RELU.colour, linewidth=1.8)[0]] for y in fitted.values()]
    axes.set(xlim=(-1, 1), ylim=(-1.6, 1.6), xlabel="x")
    axes.legend(loc="upper right")
    return Slider(
        figure,
        frames,
        names=[f"{n} ReLU units" for n in fitted],
        label=text("width"),
        start=list(fitted).index(start),
        alt="A wavy curve on [-1, 1] and its fit. With 2 units the fit is a line with a kink or "
        "two; with more it follows the curve ever more closely, as a chain of straight pieces.",
    )


def errors_by_width(widths: Sequence[int], errors: Mapping[str, tuple[str, Array]]) -> Figure:
    """name -> (colour, (seeds, widths) errors): median and the middle half, by width."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.8))
    for (name, (colour, values)), marker in zip(errors.items(), "os^Dv", strict=False):
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], axis=0)
        axes.plot(widths, middle, color=colour, marker=marker, ms=5, label=name)
        axes.fill_between(widths, low, high, color=colour, alpha=0.2, lw=0)
    axes.set(xscale="log", yscale="log", xlabel=text("width"), ylabel=text("error"))
    axes.set_xticks(widths, [str(w) for w in widths])
    axes.minorticks_off()
    axes.grid(axis="y")
    figure.legend(loc="outside upper center", ncols=3, columnspacing=1)
    return figure


def form_errors(z: Array, errors: Mapping[str, Array]) -> Figure:
    """(n,) absolute errors of each form of Mish′ in float32; nan where it gives no number."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.2))
    for (name, values), colour, marker in zip(errors.items(), style.SEQUENCE, "o.x", strict=False):
        axes.plot(z, np.maximum(values, 1e-10), marker, color=colour, ms=4, label=text(name))
    axes.set(yscale="log", xlabel=text("input"), ylabel=text("off by"), xlim=(z[0], z[-1]))
    figure.legend(loc="outside upper center", ncols=2, columnspacing=1)
    return figure


def times(ratios: Mapping[str, tuple[str, Array]]) -> Figure:
    """name -> (colour, (repeats,) ratios): the middle half of the rounds, and their median."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 0.36 * len(ratios) + 1))
    for row, (colour, values) in enumerate(ratios.values()):
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
        axes.plot([low, high], [row, row], color=colour, lw=8, alpha=0.5, solid_capstyle="butt")
        axes.plot(middle, row, "o", color=colour, ms=6)
    axes.set(yticks=range(len(ratios)), yticklabels=ratios, xlabel=text("ratio"), xscale="log")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["½", "1", "2", "5", "10", "20"])
    axes.minorticks_off()
    axes.set_ylim(len(ratios) - 0.5, -0.5)
    axes.grid(axis="x")
    return figure
