"""All initialisers by name."""

from __future__ import annotations

from nnlab.initialisers.base import Initialiser
from nnlab.initialisers.constant import constant, zeros
from nnlab.initialisers.normal import normal
from nnlab.initialisers.orthogonal import orthogonal
from nnlab.initialisers.uniform import uniform
from nnlab.initialisers.variance_scaling import he, lecun, xavier
from nnlab.naming import lookup

INITIALISERS = {
    "zeros": zeros,
    "constant": constant,
    "uniform": uniform,
    "normal": normal,
    "xavier": xavier,
    "he": he,
    "lecun": lecun,
    "orthogonal": orthogonal,
}


def initialiser(name: str, **parameters: float | str) -> Initialiser:
    """The initialiser of that name: ``initialiser("uniform", low=-1, high=1)``.

    Raises UnknownNameError for a name that is not in the catalogue, and TypeError for a
    parameter that the initialiser does not have.
    """
    return lookup("initialiser", name, INITIALISERS)(**parameters)
