"""Gradient flow (hw6-q1): deep networks at initialisation, before any step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.base import Activation
from nnlab.activations.catalogue import activation
from nnlab.experiments.base import Experiment, History
from nnlab.initialisers.base import Initialiser
from nnlab.initialisers.constant import constant
from nnlab.initialisers.normal import normal
from nnlab.models.mlp import MLP, initialise
from nnlab.models.signals import gradients_back, moments, rms
from nnlab.naming import lookup
from nnlab.seeds import stream

Array = np.ndarray

# Scheme -> n × the variance of a weight with n inputs.
GAINS = {
    "lecun": lambda _: 1.0,
    "he": lambda _: 2.0,
    "corrected": lambda f: 1 / moments(f).second,
    "double he": lambda _: 4.0,
}


@dataclass(frozen=True)
class Setting:
    """One configuration.

    activation: a name of the catalogue, with its usual parameter.
    scheme:     a key of GAINS; the weights are normal with mean 0.
    depth:      layers, all of one width.
    width:      units of a layer, and inputs.
    bias:       of every unit.
    examples:   inputs, standard normal.
    """

    activation: str = "relu"
    scheme: str = "he"
    depth: int = 50
    width: int = 128
    bias: float = 0.0
    examples: int = 64


def gain(scheme: str, f: Activation) -> float:
    """n × Var[w]. Raises UnknownNameError for an unknown scheme."""
    return float(lookup("scheme", scheme, GAINS)(f))


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The networks: ``depth`` layers, the last one like the others."""
    f = activation(setting.activation)
    std = np.sqrt(gain(setting.scheme, f) / setting.width)
    weights: Initialiser = normal(std)
    sizes = (setting.width,) * (setting.depth + 1)
    return initialise(seeds, sizes, (f,) * setting.depth, weights, constant(setting.bias))


def inputs(setting: Setting, seeds: Sequence[int]) -> tuple[Array, Array]:
    """(S, examples, width) standard normal inputs, and as many gradients to send back."""
    shape = (2, setting.examples, setting.width)
    drawn = np.stack([stream(seed, "data").normal(size=shape) for seed in seeds])
    return drawn[:, 0], drawn[:, 1]


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Send inputs forward and a random gradient back, for one network a seed.

    Returns, for L layers, each (S, L) float32:
    signal:   log10 of the root mean square of a layer's outputs.
    gradient: log10 of that of ∂(random projection of the last outputs)/∂(pre-activations).
    zeros:    share of a layer's outputs that are exactly 0.
    dead:     share of its units whose derivative is exactly 0 on every input.
    """
    net = draw(setting, seeds)
    X, last = inputs(setting, seeds)
    Z, dZ = gradients_back(net, X, last)
    f = net.activations[0]
    layers = {
        "signal": [_log(rms(f(z))) for z in Z],
        "gradient": [_log(rms(dz)) for dz in dZ],
        "zeros": [(f(z) == 0).mean(axis=(1, 2)) for z in Z],
        "dead": [(f.derivative(z) == 0).all(axis=1).mean(axis=1) for z in Z],
    }
    return {name: np.stack(rows, axis=1).astype(np.float32) for name, rows in layers.items()}


def _log(values: Array) -> Array:
    """log10, with -300 for an exact zero: a gradient that is quite gone stays a number."""
    return np.log10(np.maximum(values, 1e-300))


GRADIENT_FLOW = Experiment(
    name="gradient-flow", module=__name__, data="standard normal inputs, drawn by seed", run=run
)
