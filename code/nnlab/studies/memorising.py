"""True labels against random ones: which networks can learn a thousand labels by heart?"""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.generalisation import Setting
from nnlab.experiments.generalisation_runs import GENERALISATION
from nnlab.studies.base import Study
from nnlab.studies.generalisation import deep, network, wide
from nnlab.studies.hoda import HIDDEN
from nnlab.studies.starts import rounded, spread

LABELS = {"true": 0.0, "random": 1.0}
# The report's three models, then fifty units eight layers deep, and as many parameters in one.
NETWORKS = HIDDEN | {"deep": deep(8).hidden, "wide": wide(8).hidden}
# Updates: in pilots, enough for the training error to settle.
STEPS = {
    "m0-true": 4000, "m1-true": 4000, "m2-true": 4000, "m0-random": 4000, "m1-random": 12_000,
    "m2-random": 12_000, "deep-random": 2400, "wide-random": 2400,
}  # fmt: skip

SETTINGS = {
    f"{name}-{labels}": network(hidden, noise=noise, steps=STEPS[f"{name}-{labels}"])
    for name, hidden in NETWORKS.items()
    for labels, noise in LABELS.items()
    if f"{name}-{labels}" in STEPS
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
    seeds={name: 20 if name.startswith("m") else 10 for name in SETTINGS},
    first_seed=10_000,
    batch=20,
    summarise=summarise,
)
