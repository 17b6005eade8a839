"""What stops the overfitting of the report's large model on 1,000 images?

The strength of each remedy had the lowest error in five pilot runs on images that no study
tests on.
"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.generalisation import Setting
from nnlab.experiments.generalisation_runs import GENERALISATION
from nnlab.studies.base import Study
from nnlab.studies.generalisation import network
from nnlab.studies.hoda import HIDDEN
from nnlab.studies.starts import rounded, spread

_LARGE = HIDDEN["m2"]
HELD_OUT = 250

SETTINGS = {
    "none": network(_LARGE),
    "l2": network(_LARGE, l2=3e-3),
    "decoupled": network(_LARGE, decoupled=0.3),
    "dropout": network(_LARGE, dropout=0.2),
    "held-out": network(_LARGE, held_out=HELD_OUT),
    "shifted": network(_LARGE, shifted=True),
    "small": network(HIDDEN["m1"]),
    "more": network(_LARGE, examples=3000),
}
STOPPED = "stopped"  # the setting "held-out", at the check where the held-out loss is lowest
# name -> what it is; these use the 1,000 images of the untreated network and no others
SAME_IMAGES = {
    "l2": "an L2 penalty",
    "decoupled": "decoupled weight decay",
    "dropout": "dropout",
    STOPPED: "early stopping",
    "shifted": "shifted images",
}
MEASURES = ("loss", "error", "test loss", "test error")


def summarise(setting: Setting, history: History) -> dict:
    """Each run's end; where images are held out, also where their loss is lowest; curves."""
    found = {
        "runs": len(history["error"]),
        "parameters": setting.parameters,
        **_at(history, np.full(len(history["error"]), -1)),
        "steps": history["step"][0].astype(int).tolist(),
        "curves": {name: spread(history[name]) for name in ("loss", "test loss")},
    }
    if setting.held_out:
        found[STOPPED] = _at(history, history["held-out loss"].argmin(axis=1))
    return found


def _at(history: History, checks: np.ndarray) -> dict[str, list[float]]:
    """Each run's measures at a check of its own."""
    rows = np.arange(len(checks))
    return {name: rounded(history[name][rows, checks]) for name in MEASURES}


STUDY = Study(
    name="remedies",
    experiment=GENERALISATION,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 20),
    first_seed=10_000,
    batch=20,
    summarise=summarise,
)
