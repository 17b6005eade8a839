"""How does success depend on the scale of the initial weights, by depth and activation?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.starts import Setting
from nnlab.experiments.starts_runs import STARTS
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded

ACTIVATIONS = ("sigmoid", "tanh", "relu")
DEPTHS = (1, 3, 10)  # hidden layers, of 30 units each
EXPONENTS = tuple(range(-3, 6))
GAINS = tuple(2.0**exponent for exponent in EXPONENTS)
SUCCESS = 0.5  # of the training images right after 20 epochs


def label(activation: str, depth: int, exponent: int) -> str:
    """The name of a setting, such as "tanh-3-2^-1"."""
    return f"{activation}-{depth}-2^{exponent}"


def summarise(_: Setting, history: History) -> dict:
    """The accuracies of each run at the end."""
    return {
        "runs": len(history["loss"]),
        "accuracy": rounded(history["accuracy"][:, -1]),
        "rest accuracy": rounded(history["rest accuracy"]),
    }


SETTINGS = {
    label(activation, depth, exponent): Setting(
        activation=activation,
        gain=2.0**exponent,
        hidden=(30,) * depth,
        optimiser="adam",
        rate=0.001,
        epochs=20,
    )
    for activation in ACTIVATIONS
    for depth in DEPTHS
    for exponent in EXPONENTS
}

STUDY = Study(
    name="weight-scale",
    experiment=STARTS,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 10),
    first_seed=10_000,
    batch=10,
    summarise=summarise,
)


def accuracies(record: dict, activation: str, depth: int) -> np.ndarray:
    """(gains, runs) training accuracies at the end."""
    names = [label(activation, depth, exponent) for exponent in EXPONENTS]
    return np.array([record["settings"][name]["results"]["accuracy"] for name in names])
