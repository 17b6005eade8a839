"""Is the loss smoother with Mish than with Swish or ReLU, and the output too?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.landscapes import Setting
from nnlab.experiments.landscapes_runs import LANDSCAPES
from nnlab.studies.base import Study

NAMES = ("relu", "swish", "mish")
DEPTHS = (2, 10)


def label(activation: str, depth: int) -> str:
    """The name of a setting, such as "mish-d10"."""
    return f"{activation}-d{depth}"


def summarise(_: Setting, history: History) -> dict:
    """Every measure of every run, to four significant digits."""
    kept = {name: [float(f"{v:.4g}") for v in values] for name, values in history.items()}
    return {"runs": len(np.atleast_1d(history["loss"]))} | kept


SETTINGS = {label(a, d): Setting(a, d) for d in DEPTHS for a in NAMES}

STUDY = Study(
    name="landscapes",
    experiment=LANDSCAPES,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 30),
    first_seed=10_000,
    batch=15,
    summarise=summarise,
)
