"""Does a negative slope help on mirrored MNIST because the data are mirrored?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.mirrored import Setting
from nnlab.experiments.mirrored_runs import MIRRORED
from nnlab.studies.base import Study

SLOPES = {"minus-1": -1.0, "minus-0.5": -0.5, "zero": 0.0, "plus-0.5": 0.5, "plus-1": 1.0}
ON_MIRRORED = {label: Setting(slope) for label, slope in SLOPES.items()}
ON_MIRRORED |= {"prelu": Setting(learnt=True)}
# As many steps of 128 images, and as many images, on the plain data.
ON_PLAIN = {
    f"plain-{label}": Setting(s.slope, s.learnt, mirrored=False, epochs=10)
    for label, s in ON_MIRRORED.items()
}
SETTINGS = ON_MIRRORED | ON_PLAIN
# A run takes two minutes of a core or more; of the last two only one carries a claim.
SEEDS = dict.fromkeys(SETTINGS, 12) | dict.fromkeys(("plain-plus-0.5", "plain-plus-1"), 3)

KEPT = (
    "loss", "accuracy", "epoch test loss", "epoch test accuracy", "training loss",
    "training accuracy", "test loss", "test accuracy", "far", "norms", "bias",
)  # fmt: skip


def summarise(setting: Setting, history: History) -> dict:
    """Every run's results; of the first layer each filter's sum and norm; one run's kernels."""
    summary = {"runs": len(history["loss"])} | {name: _rounded(history[name]) for name in KEPT}
    kernel = history["kernel"]  # (S, 7, 7, 8)
    summary["filter sum"] = _rounded(kernel.sum(axis=(1, 2)))
    summary["filter norm"] = _rounded(np.sqrt((kernel**2).sum(axis=(1, 2))))
    if setting.mirrored:
        summary["first kernel"] = np.round(kernel[0].astype(float), 3).tolist()
    if setting.learnt:
        summary["slopes"] = _rounded(history["slopes"])
    return summary


def join(one: dict, more: dict) -> dict:
    """The results of both sets of runs; one run's kernels stand for all, the first's."""
    return one | {name: one[name] + more[name] for name in one if name != "first kernel"}


def _rounded(values: np.ndarray) -> list:
    """Five decimals, nested as the array is."""
    return np.round(np.asarray(values, float), 5).tolist()


STUDY = Study(
    name="mirrored-mnist",
    experiment=MIRRORED,
    settings=SETTINGS,
    seeds=SEEDS,
    first_seed=30_000,
    batch=1,
    summarise=summarise,
    join=join,
)
