"""Why is the smaller learning rate better on MNIST, and what stops the overfitting?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.mnist import Setting
from nnlab.experiments.mnist_runs import MNIST
from nnlab.studies.base import Study

A, B = 1e-2, 1e-3  # the report's two learning rates
SWEEP = (1e-4, 3e-4, B, 3e-3, A, 3e-2, 1e-1)
SWEPT = {rate: f"rate-{rate:g}" for rate in SWEEP} | {A: "a", B: "b"}
CAUSES = {
    "a-drop": Setting(schedule="drop"),
    "a-average": Setting(average=True),
    "a-batch": Setting(batch=512),
    "b-raise": Setting(rate=B, schedule="raise"),
}
REMEDIES = {
    "b-linear": Setting(rate=B, schedule="linear"),
    "b-decay": Setting(rate=B, decay=0.1),
    "b-dropout": Setting(rate=B, dropout=0.3),
    "b-shift": Setting(rate=B, shift=2),
    "b-small": Setting(rate=B, hidden=(32, 16)),
    "b-held": Setting(rate=B, held_out=10_000),
}
SETTINGS = {"a": Setting(rate=A), "b": Setting(rate=B)} | CAUSES | REMEDIES
SETTINGS |= {SWEPT[rate]: Setting(rate=rate) for rate in SWEEP if rate not in (A, B)}
# A run takes fifteen seconds of a core; more seeds go where a claim rests on them.
SEEDS = {"a": 30, "b": 30} | dict.fromkeys(("a-drop", "b-raise", "b-small", "b-shift"), 10)
SEEDS |= dict.fromkeys(("a-average", "a-batch", "b-linear"), 5)
SEEDS |= {name: 3 for name in SETTINGS if name not in SEEDS}

CURVES = ("loss", "accuracy", "training loss", "training accuracy", "test loss", "test accuracy")
AS_REPORTED = ("batch test loss", "batch test accuracy", "image loss", "image accuracy")
HARDEST = 18


def summarise(setting: Setting, history: History) -> dict:
    """Every run's curves; for the report's two settings also the errors of the last epoch."""
    names = [*CURVES, *(["held-out loss"] if setting.held_out else [])]
    summary = {"runs": len(history["loss"])}
    if setting in (SETTINGS["a"], SETTINGS["b"]):
        names += AS_REPORTED
        summary |= _errors(history)
    names += ["dead"]
    return summary | {name: _rounded(history[name]) for name in names}


def _errors(history: History) -> dict:
    """Confusion of all runs together, actual digits in rows; the images that most runs got wrong;
    how many images 0, 1, ... runs got wrong."""
    wrong = history["wrong"].sum(axis=0)
    hardest = np.argsort(-wrong, kind="stable")[:HARDEST]
    taken_for = [
        int(np.bincount(history["predicted"][history["wrong"][:, image], image]).argmax())
        for image in hardest
    ]
    return {
        "confusion": history["confusion"].sum(axis=0).tolist(),
        "hardest": hardest.tolist(),
        "hardest wrong in": wrong[hardest].tolist(),
        "hardest taken for": taken_for,
        "images by runs wrong": np.bincount(wrong, minlength=len(history["wrong"]) + 1).tolist(),
    }


def _rounded(values: np.ndarray) -> list:
    """Four decimals; one list a run."""
    return [[round(float(value), 4) for value in row] for row in values]


STUDY = Study(
    name="mnist",
    experiment=MNIST,
    settings=SETTINGS,
    seeds={name: SEEDS[name] for name in SETTINGS},
    first_seed=20_000,  # two rules were changed after runs from 10,000 up had been seen
    batch=1,
    summarise=summarise,
)
