"""Are networks with Swish and Mish more accurate than with ReLU, each at the rate that suits it?

The study of activations chooses the rates. Its thirty seeds do not settle the comparison: with ten
layers, the same seeds on another processor give another answer. So it has fresh seeds here.
"""

from __future__ import annotations

from nnlab.experiments.activations import Setting
from nnlab.experiments.activations_runs import ACTIVATIONS
from nnlab.experiments.base import History
from nnlab.studies.activations import DEEPEST, DEEPEST_NAMES, label
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded

# hidden layers -> activation -> learning rate; a test holds them against the record
CHOSEN = {depth: dict.fromkeys(DEEPEST_NAMES, 0.01) for depth in (2, 10)}
CHOSEN[2]["swish"] = 0.003
CHOSEN |= {DEEPEST: dict.fromkeys(DEEPEST_NAMES, 0.003)}

SETTINGS = {
    label(name, depth, rate): Setting(name, depth=depth, rate=rate)
    for depth, rates in CHOSEN.items()
    for name, rate in rates.items()
}


def summarise(_: Setting, history: History) -> dict:
    """Each run's accuracy on images that nothing else used."""
    accuracy = history["test accuracy"]
    return {"runs": len(accuracy), "test accuracy": rounded(accuracy)}


def join(one: dict, more: dict) -> dict:
    """The results of both sets of runs."""
    return {name: one[name] + more[name] for name in one}


STUDY = Study(
    name="chosen-rates",
    experiment=ACTIVATIONS,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 200),
    first_seed=20_000,
    batch=20,
    summarise=summarise,
    join=join,
)
