"""Variance through depth, forward and backward, in untrained networks (hw2-q2b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.activations.base import Activation
from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.experiments.base import Experiment, History
from nnlab.initialisers.base import Initialiser
from nnlab.initialisers.gain import gain
from nnlab.initialisers.orthogonal import orthogonal
from nnlab.naming import lookup
from nnlab.seeds import stream

Array = np.ndarray
ACTIVATIONS = {a.name: a for a in (SIGMOID, TANH, RELU, IDENTITY)}
KINDS = {"gaussian": gain, "orthogonal": orthogonal}


@dataclass(frozen=True)
class Setting:
    """One configuration.

    activation: of every layer, a key of ACTIVATIONS.
    kind, g:    of the weights, a key of KINDS and its gain. Biases are zero.
    depth, width: layers, and units of each, the inputs included.
    inputs:     independent normal inputs, of mean 0 and variance 1.
    looked:     layers at which the singular values of the Jacobian are taken.
    """

    activation: str = "tanh"
    kind: str = "gaussian"
    g: float = 1.0
    depth: int = 50
    width: int = 200
    inputs: int = 50
    looked: tuple[int, ...] = (1, 2, 5, 10, 20, 50)


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """One untrained network a seed; for D layers, K = len(looked), n = width:

    square:   (S, D) mean of z² over the units and the inputs.
    signal:   (S, D) variance of z over the inputs, mean over the units.
    backward: (S, D) mean of δ², where δ = ∂loss/∂z, as a share of that at the last layer.
    singular: (S, K, n) singular values, descending, of ∂z/∂x from the first input to layer k.
    """
    one = [_one(setting, seed) for seed in seeds]
    return {name: np.array([each[name] for each in one]) for name in one[0]}


def _one(setting: Setting, seed: int) -> dict[str, Array]:
    f = lookup("activation", setting.activation, ACTIVATIONS)
    scheme = lookup("kind of weights", setting.kind, KINDS)(setting.g)
    weights = draw(scheme, setting, stream(seed, "weights"))
    data = stream(seed, "data")
    Z = layers(f, weights, data.normal(size=(setting.inputs, setting.width)))
    square = np.array([(z**2).mean() for z in Z])
    signal = np.array([z.var(axis=0, ddof=1).mean() for z in Z])
    backward = np.array([(d**2).mean() for d in deltas(f, weights, Z, data)])
    return {
        "square": square,
        "signal": signal,
        "backward": backward / backward[-1],
        "singular": np.array(jacobians(f, weights, Z, setting.looked)),
    }


def draw(scheme: Initialiser, setting: Setting, rng: np.random.Generator) -> list[Array]:
    """One (width, width) matrix a layer."""
    return [scheme(rng, (setting.width, setting.width)) for _ in range(setting.depth)]


# book: layers
def layers(f: Activation, weights: Sequence[Array], X: Array) -> list[Array]:
    """Pre-activations of each layer, (inputs, width) each."""
    Z = [X @ weights[0]]
    for W in weights[1:]:
        Z.append(f(Z[-1]) @ W)
    return Z


def deltas(f: Activation, weights: Sequence[Array], Z: Sequence[Array], rng) -> list[Array]:
    """∂loss/∂z of each layer, when that of the last layer is normal noise."""
    D = [rng.normal(size=Z[-1].shape)]
    for W, z in zip(weights[:0:-1], Z[-2::-1], strict=True):
        D.append(D[-1] @ W.T * f.derivative(z))
    return D[::-1]


# book: end
def jacobians(
    f: Activation, weights: Sequence[Array], Z: Sequence[Array], looked: Sequence[int]
) -> list[Array]:
    """Singular values of ∂z/∂x, for the first input, at the layers ``looked`` (the first is 1)."""
    found, J = [], weights[0]
    for layer in range(1, len(weights) + 1):
        if layer in looked:
            found.append(np.linalg.svd(J, compute_uv=False))
        if layer < len(weights):
            J = J * f.derivative(Z[layer - 1][0]) @ weights[layer]
    return found


SIGNAL = Experiment(name="signal", module=__name__, data="drawn by the code itself", run=run)
