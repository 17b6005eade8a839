"""On what do networks with zero weights stand still, and for how long?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.plateau import HEIGHT, LEFT, Setting
from nnlab.experiments.starts_runs import PLATEAU
from nnlab.studies.base import Study
from nnlab.studies.starts import NEVER, rounded, spread

ACTIVATIONS = ("sigmoid", "tanh", "relu")
DEPTHS = (1, 2, 3)  # hidden layers
SHOWN = sorted({0, *np.geomspace(1, 4000, 50).round().astype(int).tolist()})


def label(activation: str, depth: int) -> str:
    """The name of a setting, such as "tanh-2"."""
    return f"{activation}-{depth}"


def summarise(_: Setting, history: History) -> dict:
    """Each run's curvatures and the step at which it leaves; the spread of the curves."""
    left = history["loss"] < LEFT * HEIGHT
    ends = ("flat gradient", "lowest", "highest", "saddle lowest")
    return {
        "runs": len(left),
        "left at step": np.where(left.any(axis=1), left.argmax(axis=1), NEVER).tolist(),
        **{name: rounded(history[name]) for name in ends},
        "final loss": rounded(history["loss"][:, -1]),
        "shown": SHOWN,
        "loss": spread(history["loss"][:, SHOWN]),
        "gradient": spread(history["gradient"][:, SHOWN]),
    }


SETTINGS = {
    label(activation, depth): Setting(activation=activation, hidden=(8,) * depth)
    for activation in ACTIVATIONS
    for depth in DEPTHS
}

STUDY = Study(
    name="plateau",
    experiment=PLATEAU,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 10),
    first_seed=10_000,
    batch=10,
    summarise=summarise,
)
