"""How often does a small ReLU network learn XNOR?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.xnor import SCHEMES, XNOR, Setting, learnt, loss_of
from nnlab.experiments.xnor_failures import stuck_at
from nnlab.studies.base import Study

CHECKPOINTS = (0, 10, 20, 50, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000)
WIDTHS = (1, 2, 3, 4, 5, 8, 16)
REPORT = "report"


def label(width: int, scheme: str) -> str:
    """The name of a setting of the sweep, such as "he-w8"."""
    return f"{scheme}-w{width}"


def summarise(setting: Setting, history: History) -> dict:
    """Counts at each checkpoint, and what the units of each run were doing at epoch 500."""
    probability, at = history["probability"], setting.checkpoints.index(500)
    ok = learnt(probability)
    failed = ~ok[:, at]
    ties = stuck_at(probability[failed, at])
    on = history["on"][:, at]
    kinked = ((on > 0) & (on < 4)).sum(axis=1)
    return {
        "runs": len(ok),
        "learnt": ok.sum(axis=0).tolist(),
        "stuck at epoch 500, by points tied": {
            str(size): int((ties == size).sum()) for size in (0, 2, 3, 4)
        },
        "runs by kinked units": _counts(kinked, setting.width),
        "learnt by kinked units": _counts(kinked[~failed], setting.width),
        "runs with a dead unit": int((on == 0).any(axis=1).sum()),
        "learnt with a dead unit": int((on == 0).any(axis=1)[~failed].sum()),
    }


def summarise_all(setting: Setting, history: History) -> dict:
    """``summarise``, and for the report's own setting each run's probabilities and loss too."""
    summary = summarise(setting, history)
    if setting == SETTINGS[REPORT]:
        probability, at = history["probability"], setting.checkpoints.index(500)
        summary["before"] = _columns(probability[:, 0])
        summary["after"] = _columns(probability[:, at])
        summary["loss after"] = _rounded(loss_of(probability[:, at]))
    return summary


def _counts(values: np.ndarray, most: int) -> list[int]:
    return np.bincount(values, minlength=most + 1).tolist()


def _columns(probability: np.ndarray) -> dict[str, list[float]]:
    return {name: _rounded(probability[:, i]) for i, name in enumerate(("00", "01", "10", "11"))}


def _rounded(values: np.ndarray) -> list[float]:
    """Four decimals: more than any comparison here needs, and a record that stays small."""
    return [round(float(value), 4) for value in values]


SETTINGS = {REPORT: Setting(checkpoints=CHECKPOINTS)} | {
    label(width, scheme): Setting(width=width, scheme=scheme, checkpoints=CHECKPOINTS)
    for scheme in SCHEMES
    for width in WIDTHS
    if (width, scheme) != (3, "uniform01")
}

STUDY = Study(
    name="xnor",
    experiment=XNOR,
    settings=SETTINGS,
    seeds={name: 5000 if name == REPORT else 2000 for name in SETTINGS},
    first_seed=10_000,
    batch=1000,
    summarise=summarise_all,
)
