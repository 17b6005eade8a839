"""Weights of zero, with biases random, zero or equal: what is learnt, and how fast?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.starts import Setting
from nnlab.experiments.starts_runs import STARTS
from nnlab.studies.base import Study

STANDARD = {"sigmoid": 1.0, "tanh": 1.0, "relu": float(np.sqrt(2))}  # LeCun's; for ReLU He's
RATES = {"sgd": 0.1, "adam": 0.001}
# case -> how the setting differs from weights and biases of zero
CASES = {
    "random": {"bias_std": 1.0},
    "zero": {},
    "equal": {"bias_mean": 0.5},
    "standard": {},
}
EPOCHS, LONG = 100, 1000
COUNTED = (0, 1, 2, 5, 10, 20, 50, 100)
LEARNT = 2.0  # nats: a training loss below it says that something beyond frequencies is learnt
NEVER = -1


def label(activation: str, case: str, optimiser: str) -> str:
    """The name of a setting, such as "tanh-random-sgd"."""
    return f"{activation}-{case}-{optimiser}"


def _setting(activation: str, case: str, optimiser: str, epochs: int = EPOCHS) -> Setting:
    return Setting(
        activation=activation,
        gain=STANDARD[activation] if case == "standard" else 0.0,
        optimiser=optimiser,
        rate=RATES[optimiser],
        epochs=epochs,
        watched=20,
        counted=COUNTED,
        **CASES[case],
    )


SETTINGS = {
    label(activation, case, optimiser): _setting(activation, case, optimiser)
    for activation in STANDARD
    for case in CASES
    for optimiser in RATES
} | {
    f"{label(activation, 'random', 'sgd')}-long": _setting(activation, "random", "sgd", LONG)
    for activation in STANDARD
}


def summarise(setting: Setting, history: History) -> dict:
    """Each run's end and speed; medians and 95 % of the runs of curves and gradients."""
    loss, gradients = history["loss"], history["weight gradient"]
    reached = loss < LEARNT
    epochs = shown(setting.epochs)
    return {
        "runs": len(loss),
        "loss": rounded(loss[:, -1]),
        "accuracy": rounded(history["accuracy"][:, -1]),
        "rest accuracy": rounded(history["rest accuracy"]),
        "epochs to 2 nats": np.where(reached.any(axis=1), reached.argmax(axis=1), NEVER).tolist(),
        "shown": epochs,
        "loss curve": spread(loss[:, epochs]),
        "first layer gradient, step 1": rounded(gradients[:, 0, 0]),
        "first layer gradient, step 4": rounded(gradients[:, 3, 0]),
        "gradient by step and layer": [rounded(row) for row in np.median(gradients, axis=0)],
        "fewest distinct units": history["distinct"].min(axis=0).tolist(),
        "most distinct units": history["distinct"].max(axis=0).tolist(),
        "most units that differ at all": history["exactly"].max(axis=0).tolist(),
        "stable rank": rounded(np.median(history["stable rank"], axis=0)),
    }


def shown(epochs: int) -> list[int]:
    """The epochs at which a curve is kept: close together at first."""
    return sorted({0, *np.geomspace(1, epochs, 40).round().astype(int).tolist()})


def spread(curves: np.ndarray) -> dict[str, list[float]]:
    """(S, C) curves -> their median, and where the middle 95 % lie."""
    low, middle, high = np.quantile(curves, [0.025, 0.5, 0.975], axis=0)
    return {"low": rounded(low), "median": rounded(middle), "high": rounded(high)}


def rounded(values: np.ndarray) -> list[float]:
    """Four significant digits."""
    return [float(f"{value:.4g}") for value in values]


STUDY = Study(
    name="starts",
    experiment=STARTS,
    settings=SETTINGS,
    seeds={name: 10 if name.endswith("long") else 20 for name in SETTINGS},
    first_seed=10_000,
    batch=20,
    summarise=summarise,
)
