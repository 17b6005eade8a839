"""Figures of the chapter on losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.experiments.two_losses import KNOW_NOTHING, LOSSES
from nnlab.figures import style
from nnlab.figures.labels.losses import text
from nnlab.figures.slider import Slider
from nnlab.losses.expected import expected_loss
from nnlab.reported.hw6_q2 import NUMBERS
from nnlab.studies.first_loss import NORMAL, label
from nnlab.studies.two_losses import REPORT, SETTINGS

Array = np.ndarray
COLOURS = dict(zip(LOSSES, style.SEQUENCE, strict=False))
LINES = {"bce": "-", "mse": "--"}
MARKERS = {"bce": "o", "mse": "s"}
_TICKS = [4, 10, 20, 50, 100, 200, 400]


def shapes() -> Figure:
    """Both losses and their slopes against the logit, for the label 1."""
    z = np.linspace(-8, 4, 121)
    one = np.ones_like(z)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(style.WIDTH, 5.6), sharex=True)
    for name, loss in LOSSES.items():
        line = {"color": COLOURS[name], "ls": LINES[name], "label": text(name)}
        top.plot(z, loss(z, one), **line)
        bottom.plot(z, loss.gradient(z, one), **line)
    bends = -np.log(2)
    for axes, value in ((top, LOSSES["mse"]), (bottom, LOSSES["mse"].gradient)):
        at = value(np.array([bends]), np.ones(1))
        axes.plot(bends, at, "o", color=COLOURS["mse"], ms=6, label=text("bends"))
        axes.axvline(0, color=style.MUTED, lw=0.8)
        axes.grid(axis="y")
    top.set(ylabel=text("loss"), ylim=(0, 8.2))
    bottom.set(xlabel=text("logit"), ylabel=text("slope"), xlim=(-8, 4))
    style.legend_above(figure, top, columns=3)
    return figure


def escape(
    solutions: Mapping[str, tuple[Array, Array]], descents: Mapping[str, tuple[Array, Array]]
) -> Figure:
    """{loss: (times, logits)} of the equation's solution, and of gradient descent."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    for name in LOSSES:
        axes.plot(*solutions[name], LINES[name], color=COLOURS[name], label=text(name))
        axes.plot(*descents[name], MARKERS[name], ms=5, color=COLOURS[name], mfc="none")
    axes.axhline(0, color=style.MUTED, lw=0.8)
    axes.set(xscale="log", xlabel=text("time"), ylabel=text("logit axis"), xlim=(0.1, 3000))
    axes.set_xticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1000"])
    axes.minorticks_off()
    axes.legend(loc="upper left")
    return figure


def spread_slider(spreads: Sequence[float], start: int, alt: str) -> Slider:
    """The first outputs for a normal logit of each spread, and the losses that it costs."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 6.6))
    p = np.linspace(0.004, 0.996, 125)
    z = np.log(p / (1 - p))
    axis = np.geomspace(0.05, 30, 80)
    for axes, (name, loss) in zip(rows[1:], LOSSES.items(), strict=True):
        axes.plot(axis, [expected_loss(loss, s) for s in axis], color=COLOURS[name])
        axes.axhline(KNOW_NOTHING[name], color=style.MUTED, lw=0.8)
        axes.set(xscale="log", xlim=(0.05, 30), ylabel=text(f"expected {name}"))
        axes.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
        axes.minorticks_off()
    frames = []
    for s in spreads:
        density = np.exp(-(z**2) / (2 * s**2)) / (s * np.sqrt(2 * np.pi) * p * (1 - p))
        drawn = rows[0].plot(p, density, color=style.INK)
        for axes, (name, loss) in zip(rows[1:], LOSSES.items(), strict=True):
            at = expected_loss(loss, s)
            drawn += axes.plot(s, at, MARKERS[name], color=COLOURS[name], ms=9)
            number = axes.annotate(
                f"{at:.3f}", (s, at), (-8, 8), textcoords="offset points", ha="right"
            )
            drawn.append(number)
        frames.append(drawn)
    rows[0].set(xlim=(0, 1), ylim=(0, 8), xlabel=text("p"), ylabel=text("density"))
    rows[1].set(ylim=(0, 6))
    rows[2].set(ylim=(0.2, 0.52), xlabel=text("spread"))
    return Slider(
        figure, frames, names=[f"s = {s:g}" for s in spreads], label="s", start=start,
        alt=alt,
    )  # fmt: skip


def first_losses(record: dict, shown: int = 50) -> Figure:
    """First loss against the size of the logit: single networks of five starts, and theory."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6.4), sharex=True)
    axis = np.geomspace(0.01, 60, 80)
    for axes, (name, loss) in zip(rows, LOSSES.items(), strict=True):
        for scheme, colour, marker in zip(NORMAL, style.SEQUENCE, "os^Dv", strict=False):
            results = record["settings"][label(scheme, 1)]["results"]
            axes.plot(
                results["size"][:shown], results[name][:shown], marker, color=colour, ms=3.5,
                mfc="none", mew=0.8, label=text(scheme),
            )  # fmt: skip
        axes.plot(axis, [expected_loss(loss, s) for s in axis], color=style.INK, lw=1.2,
                  label=text("theory"))  # fmt: skip
        stated = NUMBERS[f"first-{name}"]
        axes.axhline(stated, color=style.REPORTED, ls=":", lw=1.5, label=text("reported"))
        axes.set_ylabel(text(f"first {name}"))
    rows[0].set(yscale="log", ylim=(0.5, 40))
    rows[0].set_yticks([0.7, 1, 10], ["0.7", "1", "10"])
    rows[0].minorticks_off()
    rows[1].set(xscale="log", xlabel=text("size"), ylim=(0.2, 0.65), xlim=(0.01, 60))
    rows[1].set_xticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    style.legend_above(figure, rows[0], columns=3)
    return figure


def pictures(record: dict) -> Figure:
    """The two pictures: training and validation loss, each network's own, up to epoch 100."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6.0), sharex=True)
    for axes, own in zip(rows, LOSSES, strict=True):
        results = record["settings"][own]["results"]
        epochs = np.array(results["shown"])
        kept = epochs <= REPORT
        for part, colour in zip(("training", "validation"), style.SEQUENCE, strict=False):
            curve = {k: np.array(v)[kept] for k, v in results["curves"][f"{part} {own}"].items()}
            axes.plot(epochs[kept], curve["mean"], color=colour, label=text(part))
            axes.fill_between(
                epochs[kept], curve["low"], curve["high"], color=colour, alpha=0.2, lw=0
            )
        lowest = curve["mean"].argmin()
        axes.plot(
            epochs[kept][lowest], curve["mean"][lowest], "D", color=style.INK, ms=7,
            label=text("lowest"), clip_on=False,
        )  # fmt: skip
        axes.set(ylabel=text(f"{own} unit"), ylim=(0, 1.15 * KNOW_NOTHING[own]), xlim=(0, REPORT))
    rows[-1].set_xlabel(text("epoch"))
    style.legend_above(figure, rows[0], columns=3)
    return figure


def units(record: dict) -> Figure:
    """Both networks in three units, to the end of the training."""
    figure, rows = plt.subplots(3, 1, figsize=(style.WIDTH, 7.4), sharex=True)
    for axes, measure in zip(rows, ("accuracy", "mse", "bce"), strict=True):
        for own in LOSSES:
            results = record["settings"][own]["results"]
            for part, line, width in (("validation", "-", 1.8), ("training", ":", 1.5)):
                values = np.array(results["curves"][f"{part} {measure}"]["mean"])
                values = 100 * (1 - values) if measure == "accuracy" else values
                axes.plot(
                    results["shown"], values, line, lw=width, color=COLOURS[own],
                    label=text(f"trained {own}") if part == "validation" else None,
                )  # fmt: skip
        axes.axvline(REPORT, color=style.MUTED, lw=0.8)
    rows[0].set(ylabel=text("error"), ylim=(0, 25))
    rows[1].set(ylabel=text("mse unit"), ylim=(0, 0.2))
    rows[2].set(ylabel=text("bce unit"), ylim=(0, 0.6))
    _epochs(rows[2])
    rows[0].plot([], [], ":", lw=1.5, color=style.INK, label=text("training"))
    style.legend_above(figure, rows[0], columns=2)
    return figure


def steps(record: dict) -> Figure:
    """Validation loss at several step sizes: MSE above, BCE below."""
    figure, rows = plt.subplots(2, 1, figsize=(style.WIDTH, 6.0), sharex=True)
    shown = {"mse": ("mse", "mse-x2", "mse-x4"), "bce": ("bce", "bce-quarter")}
    for axes, (own, settings) in zip(rows, shown.items(), strict=True):
        for setting, colour, line in zip(settings, style.SEQUENCE, ("-", "--", "-."),
                                         strict=False):  # fmt: skip
            results = record["settings"][setting]["results"]
            curve = np.array(results["curves"][f"validation {own}"]["mean"])
            name = text(f"setting {setting}")
            axes.plot(results["shown"], curve, line, color=colour, label=name)
            low = curve.argmin()
            axes.plot(results["shown"][low], curve[low], "D", color=colour, ms=6)
        axes.axvline(REPORT, color=style.MUTED, lw=0.8)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=1)
    rows[0].set(ylabel=text("validation mse"), ylim=(0.07, 0.21))
    rows[1].set(ylabel=text("validation bce"), ylim=(0.25, 0.68))
    _epochs(rows[1])
    return figure


def best_epochs(record: dict) -> Figure:
    """The epoch of the lowest validation loss within 400, each run a mark, by setting."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.6))
    for row, (name, setting) in enumerate(SETTINGS.items()):
        best = np.array(record["settings"][name]["results"]["far best epoch"])
        axes.plot(best, np.full(len(best), row), "|", color=COLOURS[setting.loss], ms=14, mew=1)
        axes.plot(np.median(best), row, MARKERS[setting.loss], color=COLOURS[setting.loss], ms=7)
    axes.set(ylim=(len(SETTINGS) - 0.5, -0.5), xlabel=text("best epoch"), xscale="log")
    axes.set_yticks(range(len(SETTINGS)), [text(f"setting {name}") for name in SETTINGS])
    axes.set_xticks([10, 20, 50, 100, 200, 400], ["10", "20", "50", "100", "200", "400"])
    axes.minorticks_off()
    axes.axvline(REPORT, color=style.MUTED, lw=0.8)
    axes.grid(axis="x")
    return figure


def stopping(validation: Array, kept: int, stopped: int) -> Figure:
    """A run of Keras that early stopping ended: validation loss, the epoch kept, the last one."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.2))
    axes.plot(np.arange(1, len(validation) + 1), validation, color=COLOURS["bce"])
    axes.plot(kept, validation[kept - 1], "D", color=style.INK, ms=7)
    axes.axvspan(kept, stopped, color="#dddddd", lw=0)
    axes.set(xlabel=text("epoch"), ylabel=text("validation bce"), xlim=(0, stopped + 1))
    axes.grid(axis="y")
    return figure


def _epochs(axes: plt.Axes) -> None:
    axes.set(xscale="log", xlim=(4, 400), xlabel=text("epoch"))
    axes.set_xticks(_TICKS, [str(tick) for tick in _TICKS])
    axes.minorticks_off()
