"""What happens to a gradient on its way through fifty layers, before any training?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.gradient_flow import GRADIENT_FLOW, Setting
from nnlab.studies.base import Study

NAMES = (
    "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "softplus", "swish",
    "mish",
)  # fmt: skip
SCHEMES = ("lecun", "he", "corrected")
WIDTHS, DEPTHS = (4, 8, 16, 32, 64), (5, 10, 20, 50)
BIASES = (-2.0, -1.0, -0.5, -0.1, 0.1, 0.5)
BACK = (1, 10, 20, 49)  # layers, counted from the last


def label(activation: str, scheme: str) -> str:
    """The name of a setting of the sweep, such as "relu-he"."""
    return f"{activation}-{scheme}"


def dead_label(width: int, depth: int, bias: float = 0.0) -> str:
    """The name of a setting that counts dead ReLU units."""
    return f"dead-w{width}-d{depth}-b{bias:g}"


def summarise(_: Setting, history: History) -> dict:
    """Per run: the gradient k layers back over the last; by layer: its median and spread."""
    back = history["gradient"] - history["gradient"][:, -1:]
    return {
        "runs": len(back),
        "gradient back": {str(k): _rounded(back[:, -1 - k]) for k in BACK if k < back.shape[1]},
        "gradient by layer": _by_layer(back),
        "signal by layer": _by_layer(history["signal"]),
        "zeros": _rounded(history["zeros"].mean(axis=1)),
        "dead": _rounded(history["dead"].mean(axis=1)),
        "dead in the last layer": _rounded(history["dead"][:, -1]),
        "runs with a dead layer": int((history["dead"] == 1).any(axis=1).sum()),
    }


def _by_layer(values: np.ndarray) -> dict:
    """Every fifth layer, counted from the last: median, and the middle 95 % of the runs."""
    picked = values[:, ::-1][:, ::5][:, ::-1]
    return {
        name: _rounded(np.quantile(picked, q, axis=0))
        for name, q in (("median", 0.5), ("low", 0.025), ("high", 0.975))
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 3) for value in values]


_DEAD = [(width, depth, 0.0) for width in WIDTHS for depth in DEPTHS]
_DEAD += [(64, 5, bias) for bias in BIASES]
SETTINGS = {label(a, s): Setting(a, s) for s in SCHEMES for a in NAMES}
SETTINGS |= {label("relu", "double he"): Setting("relu", "double he")}
SETTINGS |= {
    dead_label(w, d, b): Setting(depth=d, width=w, bias=b, examples=256) for w, d, b in _DEAD
}

STUDY = Study(
    name="gradient-flow",
    experiment=GRADIENT_FLOW,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 50),
    first_seed=10_000,
    batch=25,
    summarise=summarise,
)
