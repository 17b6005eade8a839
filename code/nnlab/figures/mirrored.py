"""Figures of the chapter on mirrored MNIST."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnlab.activations.leaky_relu import leaky_relu
from nnlab.claims.mirrored import NAMES, final, runs, slopes
from nnlab.experiments.mirrored_theory import blind_bias
from nnlab.figures import style
from nnlab.figures.labels.mirrored import text
from nnlab.reported.hw6_q3 import NUMBERS, SLOPES

Array = np.ndarray
HERE, PLAIN = style.SEQUENCE[0], style.SEQUENCE[1]  # with negatives, plain
LAYER_COLOURS = (style.SEQUENCE[2], style.SEQUENCE[3], style.SEQUENCE[4])
SIGNED = LinearSegmentedColormap.from_list("signed", ["#c04a00", "#ffffff", "#1f5fa8"])
_DIAMOND = {"color": style.REPORTED, "marker": "D", "markeredgecolor": "white", "markersize": 8}
_DOT = {"ms": 6, "alpha": 0.6, "mew": 0}


def _key(colour: str, marker: str, name: str) -> plt.Line2D:
    return plt.Line2D([], [], color=colour, marker=marker, ls="", label=text(name))


def affine(curves: Array, scales: Array, least: float) -> Figure:
    """Loss on images, negatives and both, against the factor on a fixed map's scores.

    curves: as ``mirrored_theory.by_scale`` returns; least: the entropy of the labels.
    """
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.5))
    loss = curves[:, 0]
    parts = {"image": loss[:, 0], "negative": loss[:, 1], "both": loss.mean(axis=1)}
    for (name, values), colour, line in zip(
        parts.items(), (HERE, PLAIN, style.INK), ("--", ":", "-"), strict=True
    ):
        axes.plot(scales, values, color=colour, linestyle=line, label=text(name))
    axes.axhline(least, color=style.MUTED, linewidth=1, label=text("bound"))
    axes.set(xlabel=text("scale"), ylabel=text("loss axis"), ylim=(0, 6), xlim=(0, scales[-1]))
    style.legend_above(figure, axes, 2)
    return figure


def results(record: dict) -> Figure:
    """Test loss of every run by slope, on both kinds of data, and the report's."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.2))
    for place, label in enumerate(NAMES):
        for prefix, shift, colour, marker in (
            ("", -0.15, HERE, "o"),
            ("plain-", 0.15, PLAIN, "s"),
        ):
            values = final(record, prefix + label, "test loss")
            axes.plot([place + shift] * len(values), values, marker, color=colour, **_DOT)
        axes.plot(place - 0.35, NUMBERS[f"{label}-test-loss"], **_DIAMOND)
    axes.set(yscale="log", ylim=(0.03, 4), ylabel=text("test loss"), xlabel=text("slope"))
    axes.set_xticks(range(len(NAMES)), [text(label) for label in NAMES])
    axes.set_yticks(
        [0.03, 0.05, 0.1, 0.2, 0.5, 1, 2], ["0.03", "0.05", "0.1", "0.2", "0.5", "1", "2"]
    )
    axes.minorticks_off()
    axes.grid(axis="y")
    keys = [
        _key(HERE, "o", "mirrored"),
        _key(PLAIN, "s", "plain"),
        _key(style.REPORTED, "D", "reported"),
    ]
    figure.legend(handles=keys, loc="outside upper center", ncols=3)
    return figure


def polarity(record: dict) -> Figure:
    """How far a negative's response is from its image's, by slope and layer; every run."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.9))
    markers = {"layer 1": "o", "layer 2": "^", "logits": "s"}
    for place, label in enumerate(NAMES):
        values = runs(record, label, "far")
        for layer, (marker, colour) in enumerate(
            zip(markers.values(), LAYER_COLOURS, strict=True)
        ):
            x = [place + 0.2 * (layer - 1)] * len(values)
            axes.plot(x, values[:, layer], marker, color=colour, **_DOT)
    axes.axhline(1, color=style.MUTED, linewidth=1)
    axes.set(ylim=(0, None), xlabel=text("slope"), ylabel=text("far"))
    axes.set_xticks(range(len(NAMES)), [text(label) for label in NAMES])
    axes.grid(axis="y")
    keys = [_key(c, m, name) for (name, m), c in zip(markers.items(), LAYER_COLOURS, strict=True)]
    figure.legend(handles=keys, loc="outside upper center", ncols=3, columnspacing=1)
    return figure


def biases(record: dict, labels: tuple[str, ...] = ("minus-1", "zero")) -> Figure:
    """Every first-layer filter: its learnt bias against -Σw/2, with which |z| is blind."""
    figure, panels = plt.subplots(1, 2, figsize=(style.WIDTH, 3.2), sharex=True, sharey=True)
    for axes, label in zip(panels, labels, strict=True):
        blind = -runs(record, label, "filter sum").ravel() / 2
        axes.plot(blind, runs(record, label, "bias").ravel(), "o", color=HERE, **_DOT)
        axes.axline((0, 0), slope=1, color=style.MUTED, linewidth=1.2)
        axes.axhline(0, color=style.MUTED, linewidth=0.6, linestyle=":")
        axes.set_title(NAMES[label])
        axes.set_xlabel(text("minus half sum"), fontsize=11)
    panels[0].set_ylabel(text("bias"))
    return figure


def learnt_slopes(record: dict) -> Figure:
    """PReLU's slopes of every run at the end, by layer and kind of data, and the report's."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 3.6))
    row, names = 0, []
    for layer in (1, 2):
        for label, colour in (("prelu", HERE), ("plain-prelu", PLAIN)):
            values = slopes(record, label, layer)
            for seed, own in enumerate(values):
                y = [row + 0.5 * (seed / max(1, len(values) - 1) - 0.5)] * len(own)
                axes.plot(own, y, "o", color=colour, ms=5, alpha=0.6, mew=0)
            axes.plot([values.mean()] * 2, [row - 0.38, row + 0.38], color=style.INK, linewidth=2)
            data = "mirrored" if label == "prelu" else "plain"
            names.append(f"{text(f'layer {layer}')},\n{text(data)}")
            row += 1
        own = SLOPES[layer - 1]
        axes.plot(own, [row] * len(own), ls="", **_DIAMOND)
        names.append(f"{text(f'layer {layer}')},\n{text('reported')}")
        row += 1
    axes.axvline(0, color=style.MUTED, linewidth=1)
    axes.set_yticks(range(row), names, fontsize=10.5)
    axes.set(ylim=(row - 0.5, -0.5), xlabel=text("learnt slope"))
    axes.grid(axis="x")
    return figure


def response(image: Array, kernel: Array, bias: float, alpha: float) -> Figure:
    """One filter's response to an image and its negative, with its bias and with the blind one.

    image: (28, 28) from 0 to 1. kernel: (7, 7). alpha: the slope of the leaky ReLU.
    """
    figure, grid = plt.subplots(2, 2, figsize=(style.WIDTH, 5.2), layout="compressed")
    windows = np.lib.stride_tricks.sliding_window_view
    fields = [
        [
            np.einsum("yxhw,hw->yx", windows(x, kernel.shape), kernel) + b
            for x in (image, 1 - image)
        ]
        for b in (bias, float(blind_bias(kernel[..., None])[0]))
    ]
    largest = max(np.abs(f).max() for row in fields for f in row)
    levels = largest * np.array([-1, -0.5, -0.1, 0.1, 0.5, 1])
    act = leaky_relu(alpha)
    for axes, field in zip(grid.flat, fields[0] + fields[1], strict=True):
        axes.contourf(act(field), levels, cmap=SIGNED, extend="both")
        axes.set(xticks=[], yticks=[], aspect="equal", ylim=(21, 0))
    for axes, name in zip(grid[0], ("image", "negative"), strict=True):
        axes.set_title(text(name))
    for axes, name in zip(grid[:, 0], ("learnt", "blind"), strict=True):
        axes.set_ylabel(text(name))
    return figure
