"""True labels against random ones: which networks can learn a thousand labels by heart?"""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.generalisation import Setting
from nnlab.experiments.generalisation_runs import GENERALISATION
from nnlab.studies.base import Study
from nnlab.studies.generalisation import deep, network, wide
from nnlab.studies.hoda import HIDDEN
from nnlab.studies.starts import rounded, spread

STEPS, LONG = 4000, 12_000
LABELS = {"true": 0.0, "random": 1.0}
# The report's three models, then fifty units eight layers deep, and as many parameters in one.
NETWORKS = HIDDEN | {"deep": deep(8).hidden, "wide": wide(8).hidden}

SLOW = ("m1-random", "m2-random")  # in pilots these were still getting better after STEPS

SETTINGS = {
    f"{name}-{labels}": network(
        hidden, noise=noise, steps=LONG if f"{name}-{labels}" in SLOW else STEPS
    )
    for name, hidden in NETWORKS.items()
    for labels, noise in LABELS.items()
}


def summarise(setting: Setting, history: History) -> dict:
    """Each run's end, and the spread of the training error on the way."""
    return {
        "runs": len(history["error"]),
        "parameters": setting.parameters,
        "error": rounded(history["error"][:, -1]),
        "loss": rounded(history["loss"][:, -1]),
        "test error": rounded(history["test error"][:, -1]),
        "test loss": rounded(history["test loss"][:, -1]),
        "steps": history["step"][0].astype(int).tolist(),
        "errors": spread(history["error"]),
    }


STUDY = Study(
    name="memorising",
    experiment=GENERALISATION,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 20),
    first_seed=10_000,
    batch=20,
    summarise=summarise,
)
