"""Are small random biases better than zero (hw2-q2b)? Five tasks, equal weights, other biases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments import starts
from nnlab.experiments.base import History
from nnlab.experiments.xnor import LABELS, LOSS, POINTS, learnt, predict
from nnlab.initialisers.gain import gain
from nnlab.initialisers.normal import normal
from nnlab.models.mlp import initialise
from nnlab.naming import lookup
from nnlab.training.loop import fit
from nnlab.training.sgd import SGD

HE = float(np.sqrt(2))
# task -> activation, gain and hidden layers, on Hoda
HODA_TASKS: dict[str, tuple[str, float, tuple[int, ...]]] = {
    "small": ("relu", HE, (15,)),
    "large": ("relu", HE, (50, 30, 15)),
    "large-tanh": ("tanh", 1.0, (50, 30, 15)),
    "deep": ("relu", HE, (30,) * 10),
}
TASKS = (*HODA_TASKS, "xnor")
EPOCHS = {"hoda": 50, "xnor": 500}


@dataclass(frozen=True)
class Setting:
    """One configuration: a task of TASKS; biases N(bias_mean, bias_std²), in every layer."""

    task: str = "small"
    bias_mean: float = 0.0
    bias_std: float = 0.0


def train(
    setting: Setting, seeds: Sequence[int], training: starts.Part, others: starts.Part
) -> History:
    """Train one network a seed.

    score: (S,) accuracy on the other images; for xnor 1 if all four points are learnt, else 0.
    Raises UnknownNameError for an unknown task.
    """
    if setting.task == "xnor":
        return {"score": _xnor(setting, seeds)}
    activation, factor, hidden = lookup("task", setting.task, HODA_TASKS)
    start = starts.Setting(
        activation=activation, gain=factor, hidden=hidden, bias_mean=setting.bias_mean,
        bias_std=setting.bias_std, optimiser="adam", rate=1e-3, epochs=EPOCHS["hoda"],
    )  # fmt: skip
    return {"score": starts.train(start, seeds, training, others)[1]["rest accuracy"]}


def _xnor(setting: Setting, seeds: Sequence[int]) -> np.ndarray:
    """The XNOR chapter's network, with three hidden units and He's weights."""
    biases = normal(setting.bias_std, setting.bias_mean)
    net = initialise(seeds, (2, 3, 1), (RELU, IDENTITY), gain(HE), biases)
    fit(net, POINTS[None], LABELS[None, :, None], LOSS, SGD(0.1), EPOCHS["xnor"])
    return learnt(predict(net, POINTS)).astype(float)
