"""How much does each larger Hoda model gain? On seeds that study hoda has not seen."""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.hoda import Setting
from nnlab.experiments.hoda_runs import HODA
from nnlab.studies.base import Study
from nnlab.studies.hoda import HIDDEN
from nnlab.studies.starts import rounded

SETTINGS = {name: Setting(hidden=hidden) for name, hidden in HIDDEN.items()}


def summarise(_: Setting, history: History) -> dict:
    """Each run's accuracies at the last epoch."""
    last = {name: history[name][:, -1] for name in ("accuracy", "test accuracy")}
    last["rest accuracy"] = history["rest accuracy"]
    measured = {name: rounded(values) for name, values in last.items()}
    return {"runs": len(history["rest accuracy"])} | measured


STUDY = Study(
    name="hoda-gains",
    experiment=HODA,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 100),
    first_seed=20_000,
    batch=25,
    summarise=summarise,
)
