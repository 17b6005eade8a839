"""Figures of the playground chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from nnlab.claims.playground import LEFT, epochs, results, success
from nnlab.datasets.base import Part
from nnlab.datasets.playground import NAMES
from nnlab.experiments.playground import ACTIVATIONS, Setting, output_at
from nnlab.experiments.playground_films import Film
from nnlab.figures import style
from nnlab.figures.labels.playground import text
from nnlab.figures.slider import Slider
from nnlab.models.mlp import MLP, forward
from nnlab.studies.playground import WIDTHS, label

Array = np.ndarray
EDGE = 6.0
_MARKERS = {"tanh": "o", "sigmoid": "s", "linear": "D", "relu": "^"}
_LINES = {"tanh": "-", "sigmoid": "--", "linear": ":", "relu": "-."}
_POSITIVE, _NEGATIVE = style.LABEL_COLOURS[1], style.LABEL_COLOURS[0]
_SIDES = LinearSegmentedColormap.from_list("sides", ["#f3c3a2", "#ffffff", "#b3cdeb"])


def _look(activation: str) -> dict:
    return {
        "color": ACTIVATIONS[activation].colour,
        "marker": _MARKERS[activation],
        "linestyle": _LINES[activation],
        "markersize": 5,
    }


def _lattice(ticks: Array) -> Array:
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)


def _scatter(axes: plt.Axes, part: Part, points: int, size: float = 4) -> None:
    x, y = part.x[:points], part.y[:points]
    for sign, colour, marker in ((1, _POSITIVE, "o"), (-1, _NEGATIVE, "X")):
        axes.scatter(
            *x[y == sign].T, s=size * (1 if sign > 0 else 1.5), color=colour, marker=marker,
            linewidths=0,
        )  # fmt: skip
    axes.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), xticks=[], yticks=[], aspect="equal")


def _map(axes: plt.Axes, ticks: Array, output: Array) -> None:
    """The output over the plane, and the line where it is 0."""
    axes.imshow(
        output, extent=(-EDGE, EDGE, -EDGE, EDGE), origin="lower", cmap=_SIDES, vmin=-1, vmax=1,
        interpolation="none",
    )  # fmt: skip
    if output.min() < 0 < output.max():
        axes.contour(ticks, ticks, output, levels=[0], colors=style.INK, linewidths=1.3)


def regions(cells: Mapping[tuple[str, str], tuple[Setting, MLP, Part]]) -> Figure:
    """(data, activation) -> setting, a network (a stack of one) and points to show."""
    figure, grid = plt.subplots(4, 4, figsize=(style.WIDTH, 5.5), layout="compressed")
    ticks = np.linspace(-EDGE, EDGE, 61)
    for (row, data), (column, activation) in (
        (r, c) for r in enumerate(NAMES) for c in enumerate(ACTIVATIONS)
    ):
        axes = grid[row, column]
        setting, net, part = cells[data, activation]
        _map(axes, ticks, output_at(setting, net, _lattice(ticks))[0].reshape(len(ticks), -1))
        _scatter(axes, part, 120)
        if row == 0:
            axes.set_title(text(activation))
        if column == 0:
            axes.set_ylabel(text(data))
    return figure


def film_stills(
    film: Film, epochs: Sequence[int], shown: Sequence[int] = (10, 30, 100, 500)
) -> Figure:
    """Four epochs of one network: its map and its number of wrong test points."""
    figure, grid = plt.subplots(2, 2, figsize=(style.WIDTH, 5.4), layout="compressed")
    ticks = np.linspace(-EDGE, EDGE, 61)
    outputs = forward(film.net, _lattice(ticks)[None])[1][-1]
    for axes, epoch in zip(grid.flat, shown, strict=True):
        at = list(epochs).index(epoch)
        _map(axes, ticks, outputs[at].reshape(len(ticks), -1))
        _scatter(axes, film.points.test, 100, size=9)
        wrong = text("wrong at").format(epoch=epoch, wrong=film.wrong[1, at])
        axes.set_title(wrong, fontsize=11)
    return figure


def boundary_slider(
    frames: Sequence[tuple[int, Mapping[str, MLP]]],
    settings: Mapping[str, Setting],
    part: Part,
    start: int,
    alt: str,
) -> Slider:
    """The line where the output is 0, through the epochs.

    frames: (epoch, activation -> network as a stack of one) for each position of the slider.
    """
    figure, grid = plt.subplots(2, 2, figsize=(style.WIDTH, 5.3), layout="compressed")
    ticks = np.linspace(-EDGE, EDGE, 49)
    for axes, activation in zip(grid.flat, ACTIVATIONS, strict=True):
        _scatter(axes, part, 120, size=9)
        axes.set_title(text(activation))
    artists = [
        [
            _boundary(
                axes, ticks, output_at(settings[activation], nets[activation], _lattice(ticks))
            )
            for axes, activation in zip(grid.flat, ACTIVATIONS, strict=True)
        ]
        for _, nets in frames
    ]
    names = [f"{text('epoch')} {epoch}" for epoch, _ in frames]
    return Slider(
        figure, [[a for pair in f for a in pair] for f in artists], names=names,
        label=text("epoch"), start=start, alt=alt,
    )  # fmt: skip


def _boundary(axes: plt.Axes, ticks: Array, output: Array) -> list:
    """The side that the network calls positive, and its edge; at least one artist."""
    z = output[0].reshape(len(ticks), -1)
    side = axes.contourf(ticks, ticks, z, levels=[0, 2], colors=["#b3cdeb"], zorder=0)
    if not z.min() < 0 < z.max():
        return [side]
    return [side, axes.contour(ticks, ticks, z, levels=[0], colors=style.INK, linewidths=1.6)]


def rates(record: dict) -> Figure:
    """Rate of learning at epoch 500 against width, a panel for each set."""
    figure, grid = plt.subplots(2, 2, figsize=(style.WIDTH, 5), sharex=True, sharey=True)
    for axes, data in zip(grid.flat, NAMES, strict=True):
        for shift, activation in zip((-0.09, -0.03, 0.03, 0.09), ACTIVATIONS, strict=True):
            found = [success(record, label(data, activation, width)) for width in WIDTHS]
            value = np.array([r.value for r in found])
            ends = np.array([[r.value - r.low, r.high - r.value] for r in found]).T
            axes.errorbar(
                np.arange(len(WIDTHS)) + shift, value, np.maximum(ends, 0), lw=1.5,
                label=text(activation), **_look(activation),
            )  # fmt: skip
        axes.set(title=text(data), ylim=(-0.04, 1.04))
        axes.set_xticks(range(len(WIDTHS)), [str(w) for w in WIDTHS])
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(axis="y")
    for axes in grid[-1]:
        axes.set_xlabel(text("units"))
    figure.supylabel(text("learnt"), fontsize=12)
    style.legend_above(figure, grid[0, 0], 4)
    return figure


def epochs_needed(record: dict) -> Figure:
    """Share of runs that have met the mark, by epoch, for circle and XOR with 3 units."""
    figure, grid = plt.subplots(1, 2, figsize=(style.WIDTH, 3.5), sharey=True)
    for axes, data in zip(grid, ("circle", "xor"), strict=True):
        for activation in ("tanh", "sigmoid", "relu"):
            needed = np.sort(epochs(record, label(data, activation)))
            reached = np.isfinite(needed)
            at = np.unique(needed[reached])
            share = [(needed <= epoch).mean() for epoch in at]
            look = _look(activation) | {"marker": ""}
            axes.step(
                np.append(np.maximum(at, 1), 2000), [*share, share[-1]], where="post",
                label=text(activation), **look,
            )  # fmt: skip
        axes.set(xscale="log", xlim=(1, 2000), ylim=(0, 1.02), title=text(data))
        axes.set_xlabel(text("epoch"))
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.grid(axis="y")
    grid[0].set_ylabel(text("learnt"))
    style.legend_above(figure, grid[0], 3)
    return figure


def weights_shrink(record: dict) -> Figure:
    """Norms of the linear network's weights, small batches above, all points at once below."""
    figure, grid = plt.subplots(2, 2, figsize=(style.WIDTH, 5), sharex=True, sharey=True)
    shown = (("slope", "-", 0), ("hidden", "--", 1), ("output", "-.", 2))
    for column, data in zip(grid.T, ("circle", "xor"), strict=True):
        for axes, suffix, batch in zip(column, ("", "-full"), ("10", "250"), strict=True):
            found = results(record, label(data, "linear") + suffix)
            at = np.array(found["shown"])
            for name, line, colour in shown:
                low, middle, high = (np.array(q) for q in found["norms"][name])
                colour = style.SEQUENCE[colour]
                axes.plot(at, middle, linestyle=line, color=colour, label=text(name))
                axes.fill_between(at, low, high, color=colour, alpha=0.2, lw=0)
            axes.set_title(f"{text(data)}, {text('batch ' + batch)}", fontsize=11)
            axes.set_xscale("symlog", linthresh=1)
            axes.set_xticks([0, 10, 500], ["0", "10", "500"])
            axes.set(xlim=(0, 2000), ylim=(0, 1))
            axes.grid(axis="y")
    for axes in grid[-1]:
        axes.set_xlabel(text("epoch"))
    figure.supylabel(text("norm"), fontsize=12)
    style.legend_above(figure, grid[0, 0], 3)
    return figure


def plateau(record: dict) -> Figure:
    """Training loss of the runs on the spiral, as a share of the linear network's."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.4))
    line = np.array(results(record, label("spiral", "linear"))["loss at 500"])
    for activation in ("tanh", "sigmoid", "relu"):
        share = np.sort(
            np.array(results(record, label("spiral", activation))["loss at 500"]) / line
        )
        rank = (np.arange(len(share)) + 1) / len(share)
        keep = np.unique(np.linspace(0, len(share) - 1, 80).astype(int))
        look = _look(activation) | {"marker": ""}
        axes.plot(share[keep], rank[keep], label=text(activation), **look)
    axes.axvline(LEFT, color=style.MUTED, linewidth=1)
    axes.set(xlabel=text("loss at 500"), ylabel=text("share of runs"), ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.legend(loc="upper left")
    axes.grid(axis="y")
    return figure
