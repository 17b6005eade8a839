"""Does the test error of trained networks peak where they begin to fit every label?"""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.generalisation import Setting
from nnlab.experiments.generalisation_runs import GENERALISATION
from nnlab.studies.base import Study
from nnlab.studies.double_descent import NOISES
from nnlab.studies.generalisation import network
from nnlab.studies.starts import rounded

EXAMPLES = 300
WIDTHS = (2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512)  # of one hidden layer
STEPS = 12_000  # with random labels the training error settles late

SETTINGS = {
    f"{kind}-{width}": network((width,), examples=EXAMPLES, noise=noise, steps=STEPS)
    for kind, noise in NOISES.items()
    for width in WIDTHS
}


def summarise(setting: Setting, history: History) -> dict:
    """Each run's end, and its lowest test error at a check on the way."""
    ends = {
        name: rounded(history[name][:, -1])
        for name in ("loss", "error", "test loss", "test error")
    }
    return {
        "runs": len(history["error"]),
        "parameters": setting.parameters,
        "lowest test error": rounded(history["test error"].min(axis=1)),
        **ends,
    }


STUDY = Study(
    name="trained-widths",
    experiment=GENERALISATION,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 20),
    first_seed=20_000,
    batch=20,
    summarise=summarise,
)
