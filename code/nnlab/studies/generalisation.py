"""Depth, width, number of parameters, and the number of training images."""

from __future__ import annotations

import functools
from dataclasses import replace

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
FEW_SIZES = (100, 1000, 10_000)  # where the number of parameters is kept equal
TWO_SIZES = (100, 1000)
FEW_DEPTHS = (0, 1, 3)
SPLIT = (3, 8)  # the depths at which depth and number of parameters are taken apart
EQUAL = 3455  # parameters: the report's large model

# In pilots 0.003 was for one to three hidden layers as good as the best of 0.001, 0.003 and 0.01,
# within a few tenths of a point; without hidden layers 0.01 was best. This study has RATES of its
# own, for each network.
RATE, LINEAR_RATE = 3e-3, 1e-2


@functools.cache
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


# Units of one hidden layer. The last two have as many parameters as three and eight layers of 50.
WIDTHS = (5, 15, WIDTH, *(wide(depth).hidden[0] for depth in SPLIT))

# name -> (network, on how many images)
SHAPES = (
    {f"deep-{d}": (deep(d), SIZES) for d in DEPTHS}
    | {f"wide-{w}": (network((w,)), SIZES) for w in WIDTHS if w != WIDTH}
    | {f"equal-{d}": (equal(d), FEW_SIZES) for d in (1, *SPLIT)}
    | {f"plane-{d}": (deep(d, target="halfspace"), TWO_SIZES) for d in FEW_DEPTHS}
)


def of_width(width: int) -> str:
    """The name of one hidden layer of so many units."""
    return "deep-1" if width == WIDTH else f"wide-{width}"


def as_many_as(depth: int) -> str:
    """The name of one hidden layer with as many parameters as so many layers of WIDTH units."""
    return of_width(*wide(depth).hidden)


# name -> learning rate for each number of images: the best of four, by study learning-rates.
RATES = {
    "deep-0": (0.001, 0.003, 0.01, 0.03, 0.03),
    "deep-1": (0.03, 0.001, 0.003, 0.003, 0.01),
    "deep-2": (0.01, 0.03, 0.001, 0.001, 0.003),
    "deep-3": (0.003, 0.01, 0.01, 0.001, 0.001),
    "deep-5": (0.003, 0.01, 0.01, 0.01, 0.003),
    "deep-8": (0.01, 0.01, 0.01, 0.003, 0.003),
    "wide-5": (0.001, 0.003, 0.01, 0.01, 0.01),
    "wide-15": (0.003, 0.001, 0.003, 0.01, 0.01),
    "wide-192": (0.03, 0.001, 0.001, 0.003, 0.003),
    "wide-546": (0.001, 0.03, 0.001, 0.001, 0.003),
    "equal-1": (0.03, 0.001, 0.003),
    "equal-3": (0.003, 0.01, 0.003),
    "equal-8": (0.01, 0.01, 0.003),
    "plane-0": (0.01, 0.03),
    "plane-1": (0.001, 0.001),
    "plane-3": (0.03, 0.03),
}

SETTINGS = {
    f"{name}-n{n}": replace(shape, examples=n, rate=rate)
    for name, (shape, sizes) in SHAPES.items()
    for n, rate in zip(sizes, RATES[name], strict=True)
}


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
    seeds=dict.fromkeys(SETTINGS, 20),
    first_seed=20_000,  # runs from 10,000 up, at one rate for all, had been seen
    batch=20,
    summarise=summarise,
)
