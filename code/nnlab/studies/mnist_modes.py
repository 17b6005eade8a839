"""Which networks does it matter to, in which mode they are validated?"""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.mnist_modes import Setting
from nnlab.experiments.mnist_runs import MODES
from nnlab.studies.base import Study

KINDS = ("plain", "dropout", "batch norm")
SETTINGS = {kind: Setting(kind=kind) for kind in KINDS}


def summarise(_: Setting, history: History) -> dict:
    """Every run's loss and accuracy of each pass."""
    summary: dict = {"runs": len(history["eval"])}
    for name, values in history.items():
        for column, metric in enumerate(("loss", "accuracy")):
            summary[f"{name} {metric}"] = [round(float(v), 5) for v in values[:, column]]
    return summary


STUDY = Study(
    name="mnist-modes",
    experiment=MODES,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 5),
    first_seed=10_000,
    batch=5,
    summarise=summarise,
)
