"""Are small random biases better than zero? Paired over seeds."""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.initial_biases import TASKS, Setting
from nnlab.experiments.starts_runs import BIASES
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded

SMALL = 0.1
# name -> mean and standard deviation of the initial biases
SCHEMES = {"zero": (0.0, 0.0), "random": (0.0, SMALL), "positive": (SMALL, 0.0)}


def label(task: str, scheme: str) -> str:
    """The name of a setting, such as "deep-random"."""
    return f"{task}-{scheme}"


def summarise(_: Setting, history: History) -> dict:
    """The score of each run."""
    return {"runs": len(history["score"]), "score": rounded(history["score"])}


SETTINGS = {
    label(task, scheme): Setting(task, *biases)
    for task in TASKS
    for scheme, biases in SCHEMES.items()
}

STUDY = Study(
    name="initial-biases",
    experiment=BIASES,
    settings=SETTINGS,
    seeds={name: 1000 if name.startswith("xnor") else 40 for name in SETTINGS},
    first_seed=10_000,
    batch=250,
    summarise=summarise,
)


def scores(record: dict, task: str, scheme: str) -> np.ndarray:
    """(n,) one score a seed, in the order of the seeds."""
    return np.array(record["settings"][label(task, scheme)]["results"]["score"])
