"""Figures of the chapter worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlab.experiments.by_hand import RATE, START, Parameters, X, Y, backward, forward, step
from nnlab.figures import style
from nnlab.figures.labels.by_hand import text
from nnlab.figures.slider import Slider

FORWARD, BACKWARD = "#1f5fa8", "#c04a00"
INPUTS = [(0.0, 0.75), (0.0, -0.75)]
HIDDEN = [(1.9, 1.5), (1.9, 0.0), (1.9, -1.5)]
OUTPUT = [(3.8, 0.0)]


def calculation(alt: str) -> Slider:
    """The first example through the network and back, one line of the calculation a frame."""
    figure, axes = plt.subplots(figsize=(style.WIDTH, 4.9))
    _draw_network(axes)
    axes.set(xlim=(-0.45, 4.25), ylim=(-3.7, 2.15))
    axes.axis("off")
    steps = _steps()
    frames = [_draw(axes, **parts) for parts in steps.values()]
    names = [text(name) for name in steps]
    return Slider(figure, frames, names=names, label=text("calculation"), start=0, alt=alt)


def _draw_network(axes: plt.Axes) -> None:
    for left, right in ((INPUTS, HIDDEN), (HIDDEN, OUTPUT)):
        for x0, y0 in left:
            for x1, y1 in right:
                axes.plot([x0, x1], [y0, y1], color="#bbbbbb", linewidth=1, zorder=1)
    for nodes, names in ((INPUTS, "x₁ x₂"), (HIDDEN, "1 2 3"), (OUTPUT, "")):
        places = np.array(nodes)
        axes.scatter(*places.T, s=950, color="white", edgecolor=style.INK, zorder=2)
        for (x, y), name in zip(nodes, names.split(), strict=False):
            axes.text(x, y + 0.44, name, ha="center", fontsize=10.5, color=style.MUTED)


def _steps() -> dict[str, dict]:
    """What each frame shows: numbers in the nodes, numbers on the edges, lines of arithmetic."""
    x, y = X[:1], Y[:1]
    z1, a1, z2 = forward(START, x)
    half = Fraction(1, 2)
    delta2 = half - y
    sent = delta2 @ START.W2.T
    slope = backward(START, x, z1, a1, delta2)
    after = step(START, slope, RATE)
    given = {"inputs": x[0], "edges": START}
    sums = [
        f"z¹{'₁₂₃'[j]} = {_sum(START.W1[:, j], x[0], START.b1[j])} = {_text(z1[0, j])}"
        for j in range(3)
    ]
    logit = f"z² = {_sum(START.W2[:, 0], a1[0], START.b2[0])} = {_text(z2[0, 0])}"
    back = [f"{_text(sent[0, j])}" for j in range(3)]
    through = ", ".join(_text(d) for d in slope.b1)
    last = forward(after, x)[2][0, 0]
    return {
        "start": given | {"lines": ["x = (2, −1), y = 1"]},
        "z1": given | {"hidden": z1[0], "lines": sums},
        "a1": given | {"hidden": a1[0], "lines": ["a¹ = max(z¹, 0)", text("off")]},
        "z2": given | {"hidden": a1[0], "output": z2[0, 0], "lines": [logit]},
        "p": given | {"hidden": a1[0], "output": half, "lines": ["p = σ(0) = 1/2", "L = ln 2"]},
        "delta2": given
        | {"output": delta2[0, 0], "back": "output", "lines": ["δ² = p − y = 1/2 − 1 = −1/2"]},
        "dW2": {
            "inputs": x[0],
            "hidden": a1[0],
            "output": delta2[0, 0],
            "edges": Parameters(None, None, slope.W2, slope.b2),
            "back": "output edges",
            "lines": ["∂L/∂W² = a¹ δ²,  ∂L/∂b² = δ²"],
        },
        "delta1": given
        | {
            "hidden": slope.b1,
            "output": delta2[0, 0],
            "back": "hidden output",
            "lines": [f"{text('sent back')}: δ² W² = {', '.join(back)}", f"δ¹ = {through}"],
        },
        "dW1": {
            "inputs": x[0],
            "hidden": slope.b1,
            "edges": Parameters(slope.W1, slope.b1, None, None),
            "back": "hidden edges",
            "lines": ["∂L/∂W¹ = x δ¹,  ∂L/∂b¹ = δ¹"],
        },
        "step": {
            "inputs": x[0],
            "hidden": forward(after, x)[1][0],
            "output": last,
            "edges": after,
            "lines": [f"θ ← θ − {RATE} ∂L/∂θ", f"z² = {_text(last)}"],
        },
    }


def _draw(
    axes: plt.Axes,
    inputs: Sequence,
    lines: Sequence[str],
    edges: Parameters,
    hidden: Sequence = (),
    output: Fraction | None = None,
    back: str = "",
) -> list[Artist]:
    """Artists of one frame. back: which of "hidden", "output", "edges" are derivatives."""
    shown = [(INPUTS, inputs, style.INK)]
    shown.append((HIDDEN, hidden, BACKWARD if "hidden" in back else FORWARD))
    if output is not None:
        shown.append((OUTPUT, [output], BACKWARD if "output" in back else FORWARD))
    drawn = [
        axes.text(
            *at, _text(v), color=colour, fontsize=12 if len(_text(v)) < 4 else 10.5, **_CENTRE
        )
        for places, values, colour in shown
        for at, v in zip(places, values, strict=False)
    ]
    slopes = "edges" in back
    drawn += _draw_edges(axes, INPUTS, HIDDEN, edges.W1, edges.b1, 0.66, slopes)
    drawn += _draw_edges(axes, HIDDEN, OUTPUT, edges.W2, edges.b2, 0.36, slopes)
    for number, line in enumerate(lines):
        drawn.append(axes.text(1.9, -2.65 - 0.42 * number, line, ha="center", va="center"))
    return drawn


_CENTRE = {"ha": "center", "va": "center", "zorder": 3}


def _draw_edges(axes, left, right, W, b, along: float, slopes: bool) -> list[Artist]:
    """A weight on each edge, and the bias under each unit on the right; or their derivatives."""
    if W is None:
        return []
    drawn = []
    look = {"fontsize": 10.5, "color": BACKWARD if slopes else style.INK} | _CENTRE
    ground = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"}
    for (x0, y0), weights in zip(left, W, strict=True):
        for (x1, y1), weight in zip(right, weights, strict=True):
            x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
            drawn.append(axes.text(x, y, _text(weight), bbox=ground, **look))
    for (x, y), bias in zip(right, b, strict=True):
        sign = "+" if bias >= 0 and not slopes else ""
        drawn.append(axes.text(x, y - 0.56, sign + _text(bias), **look))
    return drawn


def _sum(weights: Sequence, values: Sequence, bias: Fraction) -> str:
    products = [f"{_text(v)}·{_bracketed(w)}" for v, w in zip(values, weights, strict=True)]
    return " + ".join([*products, _text(bias)]).replace("+ −", "− ")


def _bracketed(number: Fraction) -> str:
    return f"({_text(number)})" if number < 0 else _text(number)


def _text(number: Fraction) -> str:
    return str(number).replace("-", "−")


def step_sizes(losses: Sequence[float], rates: Sequence[float], slope: float) -> Figure:
    """Loss after one step against the step's learning rate, and what the slope promises.

    losses, rates: as long as each other; slope: squared norm of the gradient.
    """
    figure, axes = plt.subplots()
    axes.plot(rates, losses, color=FORWARD, label=text("true"))
    axes.plot(
        rates, np.log(2) - slope * np.array(rates), color=BACKWARD, ls="--", label=text("line")
    )
    at = int(np.argmin(np.abs(np.array(rates) - float(RATE))))
    axes.plot(rates[at], losses[at], "o", color=FORWARD, label=text("chosen"))
    axes.axhline(0, color=style.MUTED, linewidth=0.8)
    axes.set(xlabel=text("rate"), ylabel=text("loss"), ylim=(-0.4, 0.75), xlim=(0, rates[-1]))
    axes.legend(loc="upper right")
    return figure
