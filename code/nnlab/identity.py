"""What decides a run's numbers, as one key.

Kept apart from the experiments: this code is not part of what they compute.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import importwalk
from nnlab.experiments.base import Experiment

CODE = Path(__file__).resolve().parents[1]


def reach(experiment: Experiment) -> importwalk.Reach:
    """The modules and libraries that the experiment's code reaches."""
    return importwalk.reach_of_module(experiment.module, [CODE])


def code_fingerprint(experiment: Experiment) -> str:
    """Digest of all code that the experiment reaches; comments and docstrings left out."""
    return importwalk.fingerprint(reach(experiment).modules, behaviour_only=True)


def run_key(experiment: Experiment, setting: Any) -> str:
    """Digest (64 hex digits) of everything that decides a run's numbers but its seed."""
    parts = [experiment.name, asdict(setting), experiment.data, code_fingerprint(experiment)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
