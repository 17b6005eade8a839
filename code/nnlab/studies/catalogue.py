"""All studies by name."""

from __future__ import annotations

from nnlab.naming import lookup
from nnlab.studies import hoda, mnist, mnist_modes, xnor
from nnlab.studies.base import Study

STUDIES = {study.name: study for study in (xnor.STUDY, hoda.STUDY, mnist.STUDY, mnist_modes.STUDY)}


def study(name: str) -> Study:
    """The study of that name. Raises UnknownNameError."""
    return lookup("study", name, STUDIES)
