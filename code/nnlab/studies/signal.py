"""Variance through 50 layers, forward and backward, and the Jacobian's singular values."""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.signal import SIGNAL, Setting
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded, spread

HE = float(np.sqrt(2))
# label -> activation, kind of weights, gain
SCHEMES = {
    "relu-lecun": ("relu", "gaussian", 1.0),
    "relu-he": ("relu", "gaussian", HE),
    "relu-orthogonal": ("relu", "orthogonal", HE),
    "relu-large": ("relu", "gaussian", 2.0),
    "tanh-small": ("tanh", "gaussian", 0.7),
    "tanh-lecun": ("tanh", "gaussian", 1.0),
    "tanh-orthogonal": ("tanh", "orthogonal", 1.0),
    "tanh-large": ("tanh", "gaussian", 1.5),
    "sigmoid-lecun": ("sigmoid", "gaussian", 1.0),
    "sigmoid-4": ("sigmoid", "gaussian", 4.0),
    "sigmoid-10": ("sigmoid", "gaussian", 10.0),
    "linear-lecun": ("identity", "gaussian", 1.0),
    "linear-orthogonal": ("identity", "orthogonal", 1.0),
}
QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)  # of the singular values of one Jacobian


def summarise(_: Setting, history: History) -> dict:
    """Median and middle 95 % of the networks; medians of the quantiles of singular values."""
    values = np.quantile(history["singular"], QUANTILES, axis=2)  # (quantiles, S, K)
    return {
        "runs": len(history["square"]),
        **{name: spread(history[name]) for name in ("square", "signal", "backward")},
        "singular": [rounded(row) for row in np.median(values, axis=1)],
        "squares of singular": spread((history["singular"] ** 2).mean(axis=2)),
    }


SETTINGS = {name: Setting(*scheme) for name, scheme in SCHEMES.items()}

STUDY = Study(
    name="signal",
    experiment=SIGNAL,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 50),
    first_seed=10_000,
    batch=25,
    summarise=summarise,
)
