"""The explorer of activations: choose some, move their parameters, read value and slope.

The formulas that it draws with are written again in ``book/_static/explorer.js``; a test compares
them with the catalogue's. Names, labels and colours come from the catalogue itself.
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.activations.catalogue import activation
from nnlab.figures import style
from nnlab.figures.labels.explorer import TEXTS
from nnlab.widgets.base import Widget
from nnlab.widgets.colours import in_the_dark

ORDER = (
    "identity", "sigmoid", "tanh", "softplus", "relu", "leaky_relu", "prelu", "elu", "gelu",
    "swish", "mish",
)  # fmt: skip
START = ("relu", "swish", "mish")
SPAN = 4
# name -> symbol, least, most, step, start
PARAMETERS = {
    "alpha": ("α", -1, 1, 0.01, 0.1),
    "elu_alpha": ("α", 0, 2, 0.05, 1),
    "beta": ("β", 0, 10, 0.05, 1),
}
TAKES = {"leaky_relu": "alpha", "prelu": "alpha", "elu": "elu_alpha", "swish": "beta"}


def explorer() -> Widget:
    """All activations of the catalogue; without the script, the ones that it starts with."""
    fields = ("symbol", "min", "max", "step", "value")
    data = {
        "activations": [_entry(name) for name in ORDER],
        "parameters": [
            {"name": name, "label": TEXTS[name], **dict(zip(fields, values, strict=True))}
            for name, values in PARAMETERS.items()
        ],
        "start": START,
        "spans": [2, 4, 8],
        "span": SPAN,
        "z": 1,
        "text": TEXTS,
    }
    return Widget("explorer", data, still=_still(), alt=TEXTS["alt"], label=TEXTS["group"])


def _entry(name: str) -> dict:
    f = activation(name)
    return {
        "name": name,
        "label": f.label.partition(" (")[0],  # without the value of a parameter
        "light": f.colour,
        "dark": in_the_dark(f.colour),
        "parameter": TAKES.get(name),
    }


def _still() -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(style.WIDTH, 3))
    z = np.linspace(-SPAN, SPAN, 401)
    for name, line in zip(START, ("-", (0, (5, 2)), (0, (1.5, 1.5))), strict=True):
        f = activation(name)
        slope = np.where(z == 0, np.nan, f.derivative(z))  # no line over ReLU's jump
        for axes, values in zip(panels, (f(z), slope), strict=True):
            axes.plot(z, values, color=f.colour, linestyle=line, label=f.label)
    for axes, title in zip(panels, ("value", "slope"), strict=True):
        axes.set(title=TEXTS[title], xlabel="z", xlim=(-SPAN, SPAN))
        axes.axhline(0, color=style.MUTED, linewidth=0.6)
    panels[1].set_yticks([0, 0.5, 1])
    style.legend_above(figure, panels[0], len(START))
    return figure
