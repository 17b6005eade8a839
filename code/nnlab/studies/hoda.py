"""Do the three Hoda models differ, and what would help them?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.hoda import Setting
from nnlab.experiments.hoda_runs import HODA
from nnlab.studies.base import Study

HIDDEN = {"m0": (), "m1": (15,), "m2": (50, 30, 15)}
CURVES = ("loss", "accuracy", "test loss", "test accuracy")
SIZES = (2000, 5000, 20000)  # training images, beside the report's 1,000
LONG = 300  # epochs, beside the report's 100

SETTINGS = {name: Setting(hidden=hidden) for name, hidden in HIDDEN.items()}
SETTINGS |= {f"{name}-raw": Setting(hidden=hidden, scale=1.0) for name, hidden in HIDDEN.items()}
SETTINGS |= {f"m2-n{size}": Setting(hidden=HIDDEN["m2"], examples=size) for size in SIZES}
SETTINGS |= {f"m2-e{LONG}": Setting(hidden=HIDDEN["m2"], epochs=LONG)}
_SEEDS = {"m0": 200, "m1": 200, "m2": 200, "m2-n20000": 30}


def summarise(_: Setting, history: History) -> dict:
    """Each run's last two epochs and its result on the other images; the spread of the curves."""
    last = {name: _rounded(history[name][:, -1]) for name in CURVES}
    last |= {f"{name}, one epoch before": _rounded(history[name][:, -2]) for name in CURVES}
    rest = {name: _rounded(history[name]) for name in ("rest loss", "rest accuracy")}
    return {"runs": len(history["loss"])} | last | rest | {"curves": _curves(history)}


def _curves(history: History) -> dict:
    return {
        name: {
            "mean": _rounded(history[name].mean(axis=0)),
            "low": _rounded(np.quantile(history[name], 0.025, axis=0)),
            "high": _rounded(np.quantile(history[name], 0.975, axis=0)),
        }
        for name in CURVES
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


STUDY = Study(
    name="hoda",
    experiment=HODA,
    settings=SETTINGS,
    seeds={name: _SEEDS.get(name, 100) for name in SETTINGS},
    first_seed=10_000,
    batch=25,
    summarise=summarise,
)
