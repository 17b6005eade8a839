"""Figures of the chapter on second derivatives: speed and cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.claims.optimisation import pace
from nnlab.figures import style
from nnlab.figures.labels.optimisation import text
from nnlab.figures.slider import Slider
from nnlab.studies.second_order import CONDITIONS, ON_QUADRATICS, label

Array = np.ndarray
_ORDER = ("gd", "momentum", "adam", "newton", "damped", "newton-cg", "l-bfgs", "trust", "cg",
          "saddle-free")  # fmt: skip
_COLOURS = [*style.SEQUENCE, "#505050", "#7a5230", "#4b8f29"]
COLOUR = dict(zip(_ORDER, _COLOURS, strict=True))
MARKER = dict(zip(_ORDER, "os^DvPX<*h", strict=True))
LINE = {"gd": "-", "momentum": "--", "adam": "-.", "newton": ":"}


def name_methods(figure: Figure, methods: Iterable[str]) -> None:
    """A legend of methods above a figure whose lines belong to frames."""
    keys = [
        plt.Line2D([], [], color=COLOUR[m], ls=LINE.get(m, "-."), marker=MARKER[m], label=text(m))
        for m in methods
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=2, columnspacing=1)


def path_slider(
    conditions: Sequence[float], paths: Sequence[Mapping[str, Array]], start: int, alt: str
) -> Slider:
    """Ways down ½(x² + κ y²), one frame a κ. paths: method -> (T + 1, 2) points."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.4))
    angle = np.linspace(0, 2 * np.pi, 61)
    frames = []
    for condition, ways in zip(conditions, paths, strict=True):
        frame = []
        for radius in (2, 4, 6, 8, 10):
            ellipse = radius * np.cos(angle), radius / np.sqrt(condition) * np.sin(angle)
            frame += axes.plot(*ellipse, color="#bbbbbb", lw=0.8)
        frame += [
            axes.plot(*way.T, LINE[m], color=COLOUR[m], marker=MARKER[m], ms=3.5, lw=1.4)[0]
            for m, way in ways.items()
        ]
        frames.append(frame)
    name_methods(figure, paths[0])
    axes.set(xlim=(-3, 10.5), ylim=(-1.7, 1.7), xlabel=text("x"), ylabel=text("y"))
    names = [f"κ = {c:g}" for c in conditions]
    return Slider(figure, frames, names=names, label=text("condition"), start=start, alt=alt)


def rates(record: dict, theory: Mapping[str, Array]) -> Figure:
    """Median steps to 10⁻⁶ of the first distance against κ. theory: method -> steps."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.6))
    for method in ON_QUADRATICS:
        steps = [pace(record, f"quadratic-{c}", method, "reached", 2) for c in CONDITIONS]
        axes.plot(
            CONDITIONS, np.median(steps, axis=1), MARKER[method], color=COLOUR[method], ms=6,
            label=text(method),
        )  # fmt: skip
        if method in theory:
            axes.plot(CONDITIONS, theory[method], color=COLOUR[method], lw=1)
    axes.plot([], [], color=style.INK, lw=1, label=text("theory"))
    axes.set(xscale="log", yscale="log", xlabel=text("condition"), ylabel=text("steps"))
    axes.grid()
    style.legend_above(figure, axes, 2)
    return figure


def errors(measured: Mapping[str, Array], bounds: Mapping[str, Array]) -> Figure:
    """Distance to the minimum, step by step, with the bounds of theory."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.8))
    for method, curve in measured.items():
        steps = np.arange(len(curve))
        axes.plot(steps, curve, LINE.get(method, "-."), color=COLOUR[method], label=text(method))
        if method in bounds:
            axes.plot(steps, bounds[method], color=COLOUR[method], lw=0.8, alpha=0.8)
    axes.set(yscale="log", ylim=(1e-12, 10), xlim=(0, 250))
    axes.set(xlabel=text("step"), ylabel=text("error"))
    axes.grid(axis="y")
    style.legend_above(figure, axes, 2)
    return figure


def rotation(panels: Mapping[str, tuple[Array, Mapping[str, Array]]]) -> Figure:
    """The same quadratic straight and turned: {panel: (H, {method: points})}."""
    figure, row = plt.subplots(1, 2, figsize=(style.WIDTH, 3.4), sharex=True, sharey=True)
    ticks = np.linspace(-3.2, 3.2, 61)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    for axes, (name, (H, ways)) in zip(row, panels.items(), strict=True):
        values = np.einsum("...i,ij,...j->...", grid, H, grid) / 2
        axes.contour(ticks, ticks, values, [1, 5, 15, 40], colors="#bbbbbb", linewidths=0.8)
        for method, way in ways.items():
            axes.plot(
                *way.T, LINE[method], color=COLOUR[method], marker=MARKER[method], ms=3, lw=1.3,
                label=text(method),
            )  # fmt: skip
        axes.set(title=text(name), xlabel=text("x"), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        axes.set_aspect("equal")
    row[0].set_ylabel(text("y"))
    style.legend_above(figure, row[0], 2)
    return figure


def hoda(record: dict, methods: Sequence[str], targets: Sequence[float]) -> Figure:
    """Softmax regression: excess loss by step, and the work to each target; medians."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 7.2))
    for method in methods:
        found = record["settings"][label("softmax", method)]["results"]
        steps = np.array(found["shown"])
        made = steps <= max(found["steps"])
        look = {"color": COLOUR[method], "marker": MARKER[method], "ms": 4, "lw": 1.2}
        middle = np.array(found["curve"]["median"])
        top.plot(steps[made], middle[made], label=text(method), markevery=3, **look)
        ends = (np.array(found["curve"][end])[made] for end in ("low", "high"))
        top.fill_between(steps[made], *ends, color=COLOUR[method], alpha=0.2, lw=0)
        work = [np.median(pace(record, "softmax", method, "spent", t)) for t in range(3)]
        bottom.plot(work, targets, **look)
    for axes, name in ((top, "steps"), (bottom, "work")):
        axes.set(xscale="log", yscale="log", xlabel=text(name))
        axes.grid()
    top.set(ylim=(1e-9, 10), ylabel=text("excess"))
    bottom.set(ylim=(1e-9, 1), ylabel=text("excess"))
    style.legend_above(figure, top, 2)
    return figure


def cost(numbers: Sequence[int], measured: Mapping[str, Array]) -> Figure:
    """Time in gradients against the number of parameters: {what: (sizes, repeats)}."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.8))
    for (name, ratios), colour, marker in zip(
        measured.items(), style.SEQUENCE, "os^", strict=False
    ):
        middle = np.median(ratios, axis=1)
        ends = np.abs(np.quantile(ratios, [0.1, 0.9], axis=1) - middle)
        axes.errorbar(
            numbers, middle, ends, color=colour, marker=marker, ms=6, lw=1, label=text(name)
        )
    axes.plot(numbers, numbers, ":", color=style.INK, lw=1, label="n")
    axes.set(xscale="log", yscale="log", xlabel=text("parameters"), ylabel=text("time"))
    axes.set_xticks(numbers, [str(n) for n in numbers])
    axes.minorticks_off()
    axes.grid()
    style.legend_above(figure, axes, 2)
    return figure
