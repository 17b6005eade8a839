"""ReLU, Swish and Mish again, on fresh seeds: accuracy at the rate that suits each, and how many
of the deepest networks do not learn.

The study of activations chooses the rates. Its seeds do not settle these two questions: with ten
layers and more, the same seeds on another processor give another answer.
"""

from __future__ import annotations

from nnlab.experiments.activations import Setting
from nnlab.experiments.activations_runs import ACTIVATIONS
from nnlab.experiments.base import History
from nnlab.studies.activations import DEEPEST, DEEPEST_NAMES, DEEPEST_RATES, finite, label
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
} | {
    label(name, DEEPEST, rate): Setting(name, depth=DEEPEST, rate=rate)
    for name in DEEPEST_NAMES
    for rate in DEEPEST_RATES[1:]
}


def summarise(_: Setting, history: History) -> dict:
    """Each run's last training loss, and its accuracy on images that nothing else used."""
    accuracy, loss = history["test accuracy"], finite(history["loss"][:, -1])
    return {
        "runs": len(accuracy),
        "test accuracy": rounded(accuracy),
        "last loss": rounded(loss),
    }


STUDY = Study(
    name="activations-again",
    experiment=ACTIVATIONS,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 200),
    first_seed=20_000,
    batch=20,
    summarise=summarise,
)
