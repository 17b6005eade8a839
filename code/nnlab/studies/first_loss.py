"""What is the loss of a random network, and how near is its output to one half?"""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.first_loss import SCHEMES, Setting
from nnlab.experiments.two_losses_runs import FIRST_LOSS
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded

NORMAL = ("small", "glorot", "lecun", "he", "standard")  # the schemes that draw normal weights
DEPTHS = {1: (100,), 3: (50, 50, 50)}  # hidden layers


def label(scheme: str, depth: int) -> str:
    """The name of a setting, such as "he-1"."""
    return f"{scheme}-{depth}"


def summarise(_: Setting, history: History) -> dict:
    """Every measure of each run."""
    return {"runs": len(history["bce"])} | {n: rounded(values) for n, values in history.items()}


SETTINGS = {
    label(scheme, depth): Setting(scheme, hidden)
    for depth, hidden in DEPTHS.items()
    for scheme in SCHEMES
} | {label("zero-last", 1): Setting("glorot", zero_last=True)}

STUDY = Study(
    name="first-loss",
    experiment=FIRST_LOSS,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 200),
    first_seed=10_000,
    batch=200,
    summarise=summarise,
)
