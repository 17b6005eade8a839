"""Which learning rate does each network of the study of generalisation take?

Chosen on seeds and images on which no study judges.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.generalisation import Setting
from nnlab.experiments.generalisation_runs import CHOICES
from nnlab.studies.base import Study
from nnlab.studies.generalisation import SHAPES
from nnlab.studies.starts import rounded

CANDIDATES = (1e-3, 3e-3, 1e-2, 3e-2)

SETTINGS = {
    f"{name}-n{n}-rate-{rate:g}": replace(shape, examples=n, rate=rate)
    for name, (shape, sizes) in SHAPES.items()
    for n in sizes
    for rate in CANDIDATES
}


def best(record: dict, name: str) -> tuple[float, ...]:
    """The rate with the lowest mean error at each size of the training set."""
    _, sizes = SHAPES[name]
    errors = [
        [
            np.mean(record["settings"][f"{name}-n{n}-rate-{r:g}"]["results"]["error"])
            for r in CANDIDATES
        ]
        for n in sizes
    ]
    return tuple(CANDIDATES[i] for i in np.argmin(errors, axis=1))


def summarise(setting: Setting, history: History) -> dict:
    """Each run's error at its end, on the images that serve to choose."""
    return {
        "runs": len(history["error"]),
        "parameters": setting.parameters,
        "error": rounded(history["test error"][:, -1]),
    }


STUDY = Study(
    name="learning-rates",
    experiment=CHOICES,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 5),
    first_seed=5_000,
    batch=5,
    summarise=summarise,
)
