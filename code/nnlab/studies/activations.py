"""Does the activation matter on Hoda, once each has the learning rate that suits it?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.activations import Setting
from nnlab.experiments.activations_runs import ACTIVATIONS
from nnlab.experiments.base import History
from nnlab.studies.base import Study

NAMES = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "swish", "mish")
RATES = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)
DEEPEST, DEEPEST_NAMES, DEEPEST_RATES = 20, ("relu", "swish", "mish"), RATES[:4]
BETAS = (0.0, 0.1, 0.5, 1.0, 2.0, 10.0)
CHOOSING = 10  # the first seeds choose the learning rate; the others are measured
EPOCHS = (1, 2, 3, 5, 8, 12, 16, 20, 25, 30)  # at which a curve is kept


def label(activation: str, depth: int, rate: float) -> str:
    """The name of a setting of the sweep, such as "relu-d2-r0.01"."""
    return f"{activation}-d{depth}-r{rate:g}"


def beta_label(beta: float) -> str:
    """The name of a setting with a fixed β."""
    return f"beta-{beta:g}"


def learnt_label(depth: int) -> str:
    """The name of a setting that learns β."""
    return f"beta-learnt-d{depth}"


def summarise(_: Setting, history: History) -> dict:
    """Per run: mean and last training loss, accuracies; over the runs: zeros and dead units."""
    curve = finite(history["loss"])
    summary = {
        "runs": len(curve),
        "mean loss": _rounded(curve.mean(axis=1)),
        "last loss": _rounded(curve[:, -1]),
        "curve": _rounded(curve[:, [e - 1 for e in EPOCHS]].mean(axis=0)),
        "validation accuracy": _rounded(history["validation accuracy"][:CHOOSING]),
        "test accuracy": _rounded(history["test accuracy"]),
    }
    for name in ("zeros", "dead", "zeros at start", "dead at start"):
        values = history[name]
        half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0
        ends = values.mean(), max(values.mean() - half, 0), values.mean() + half
        summary[name] = _rounded(np.array(ends))
    return summary


def summarise_all(setting: Setting, history: History) -> dict:
    """``summarise``; where β is the question, each run's training accuracy and its βs too."""
    summary = summarise(setting, history)
    if setting.beta is not None or history["beta"].size:
        summary["train accuracy"] = _rounded(history["train accuracy"])
    if history["beta"].size:
        beta = history["beta"]
        summary["negative"] = _rounded((beta < 0).mean(axis=(1, 2)))
        layers = np.quantile(beta, np.linspace(0, 1, 21), axis=(0, 2)).T
        summary["quantiles of beta by layer"] = [_rounded(layer) for layer in layers]
    return summary


def finite(loss: np.ndarray) -> np.ndarray:
    """Losses that are no number, or beyond all measure, as 99 nats."""
    return np.nan_to_num(loss, nan=99, posinf=99).clip(max=99)


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


SETTINGS = {
    label(a, d, r): Setting(a, depth=d, rate=r) for d in (2, 10) for a in NAMES for r in RATES
}
SETTINGS |= {
    label(a, DEEPEST, r): Setting(a, depth=DEEPEST, rate=r)
    for a in DEEPEST_NAMES
    for r in DEEPEST_RATES
}
_LONG = {"rate": 3e-3, "epochs": 100}
SETTINGS |= {beta_label(b): Setting("swish", beta=b, **_LONG) for b in BETAS}
SETTINGS |= {learnt_label(d): Setting("learnt_swish", depth=d, **_LONG) for d in (2, 10)}

STUDY = Study(
    name="activations",
    experiment=ACTIVATIONS,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 40),
    first_seed=10_000,
    batch=20,
    summarise=summarise_all,
)
