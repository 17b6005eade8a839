"""All studies by name."""

from __future__ import annotations

from nnlab.naming import lookup
from nnlab.studies import hoda, initial_biases, plateau, signal, starts, weight_scale, xnor
from nnlab.studies.base import Study

_MODULES = (xnor, hoda, starts, plateau, weight_scale, signal, initial_biases)
STUDIES = {module.STUDY.name: module.STUDY for module in _MODULES}


def study(name: str) -> Study:
    """The study of that name. Raises UnknownNameError."""
    return lookup("study", name, STUDIES)
