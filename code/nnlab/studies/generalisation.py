"""Depth, number of parameters, and the number of training images."""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.generalisation import Setting
from nnlab.experiments.generalisation_runs import GENERALISATION
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded

WIDTH = 50
DEPTHS = (0, 1, 2, 3, 5, 8)  # hidden layers
DEEP = (3, 5, 8)
SIZES = (100, 300, 1000, 3000, 10_000)  # training images
FEW_IMAGES = 300
TWO_SIZES = (100, 1000)
FEW_DEPTHS = (0, 1, 3)
# Where depth and number of parameters are taken apart: at these depths, with the fewest images.
SPLIT, FEWEST = (3, 8), 100
EQUAL = 3455  # parameters: the report's large model

# On five pilot seeds, and images that no study tests on, 0.003 was for one to three hidden layers
# as good as the best of 0.001, 0.003 and 0.01, within a few tenths of a point; without hidden
# layers 0.01 was best.
RATE, LINEAR_RATE = 3e-3, 1e-2


def depths_at(examples: int) -> tuple[int, ...]:
    """The depths that are trained on so many images: the deepest on few only."""
    return DEPTHS if examples <= FEW_IMAGES else DEPTHS[:-1]


def width_for(depth: int, parameters: int) -> int:
    """The width at which that many hidden layers have nearest to so many parameters."""
    counts = [Setting(hidden=(width,) * depth).parameters for width in range(1, 1000)]
    return int(np.argmin(np.abs(np.array(counts) - parameters))) + 1


def network(hidden: tuple[int, ...], **options) -> Setting:
    """A network of that shape, at the learning rate chosen for it unless another is given."""
    return Setting(hidden=hidden, **{"rate": RATE if hidden else LINEAR_RATE} | options)


def deep(depth: int, **options) -> Setting:
    """Hidden layers of WIDTH units."""
    return network((WIDTH,) * depth, **options)


def wide(depth: int, **options) -> Setting:
    """One hidden layer, with as many parameters as ``deep(depth)``."""
    return network((width_for(1, deep(depth).parameters),), **options)


def equal(depth: int, **options) -> Setting:
    """Hidden layers of one width, with as many parameters as the report's large model."""
    return network((width_for(depth, EQUAL),) * depth, **options)


SETTINGS = (
    {f"deep-{d}-n{n}": deep(d, examples=n) for n in SIZES for d in depths_at(n)}
    | {f"wide-{d}-n{FEWEST}": wide(d, examples=FEWEST) for d in SPLIT}
    | {f"equal-{d}-n{FEWEST}": equal(d, examples=FEWEST) for d in (1, *SPLIT)}
    | {
        f"plane-{d}-n{n}": deep(d, examples=n, target="halfspace")
        for d in FEW_DEPTHS
        for n in TWO_SIZES
    }
)


def summarise(setting: Setting, history: History) -> dict:
    """Each run's end, and its lowest test loss with the step at which it stood there."""
    lowest = history["test loss"].argmin(axis=1)
    at = np.arange(len(lowest)), lowest
    return {
        "runs": len(lowest),
        "parameters": setting.parameters,
        "loss": rounded(history["loss"][:, -1]),
        "error": rounded(history["error"][:, -1]),
        "test loss": rounded(history["test loss"][:, -1]),
        "test error": rounded(history["test error"][:, -1]),
        "lowest test loss": rounded(history["test loss"][at]),
        "error there": rounded(history["test error"][at]),
        "step there": history["step"][at].astype(int).tolist(),
    }


STUDY = Study(
    name="generalisation",
    experiment=GENERALISATION,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 10),
    first_seed=10_000,
    batch=10,
    summarise=summarise,
)
