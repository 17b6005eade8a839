"""Does the test error peak where the number of features passes that of the images?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.double_descent import Setting
from nnlab.experiments.double_descent_runs import DOUBLE_DESCENT
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded, spread

EXAMPLES = 200
FEATURES = (
    10,
    20,
    30,
    50,
    80,
    120,
    150,
    175,
    190,
    200,
    210,
    225,
    250,
    300,
    400,
    600,
    1000,
    2000,
    4000,
)
NOISES = {"clean": 0.0, "noisy": 0.2}
RIDGES = (0.0, 1.0, 10.0)

SETTINGS = {
    name: Setting(examples=EXAMPLES, noise=noise, features=FEATURES, ridges=RIDGES)
    for name, noise in NOISES.items()
}


def summarise(_: Setting, history: History) -> dict:
    """For each ridge the spread over the runs of every measure; each run's test error."""
    found = {}
    for i, ridge in enumerate(RIDGES):
        measures = {name: spread(values[:, i]) for name, values in history.items()}
        means = {
            f"mean {name}": rounded(history[name][:, i].mean(0)) for name in ("bias", "variance")
        }
        runs = {"test errors": [rounded(row) for row in history["test error"][:, i]]}
        found[f"{ridge:g}"] = measures | means | runs
    return {"runs": len(history["norm"]), "ridges": found}


STUDY = Study(
    name="double-descent",
    experiment=DOUBLE_DESCENT,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 20),
    first_seed=10_000,
    batch=20,
    summarise=summarise,
)


def test_errors(record: dict, name: str, ridge: float) -> np.ndarray:
    """(n, P) test error of each run at each number of features."""
    return np.array(record["settings"][name]["results"]["ridges"][f"{ridge:g}"]["test errors"])
