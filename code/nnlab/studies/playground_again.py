"""Does tanh get stuck less often than sigmoid? On enough fresh seeds to tell.

With 300 seeds the study of the playground leaves it open.
"""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.playground import PLAYGROUND, Setting
from nnlab.studies.base import Study
from nnlab.studies.playground import SETTINGS as ALL
from nnlab.studies.playground import epochs_to, label, learnt

SETTINGS = {
    label(data, activation): ALL[label(data, activation)]
    for data in ("circle", "xor", "gaussians")
    for activation in ("tanh", "sigmoid")
}


def summarise(setting: Setting, history: History) -> dict:
    """For each run the epoch at which it has learnt, or None."""
    ok = learnt(history["test wrong"])
    return {"runs": len(ok), "epochs": epochs_to(ok, setting.checkpoints)}


STUDY = Study(
    name="playground-again",
    experiment=PLAYGROUND,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 2000),
    first_seed=20_000,
    batch=250,
    summarise=summarise,
)
