"""What the plateau is on which networks with zero weights start (hw2-q2b): minimum or saddle?

A small network, 100 images with each digit equally often, plain gradient descent on all of them
at once: nothing here is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnlab.experiments import starts
from nnlab.experiments.base import History
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY as LOSS
from nnlab.models.mlp import MLP, backward, forward
from nnlab.training.sgd import SGD

Array = np.ndarray
EACH = 10  # images of each digit
HEIGHT = float(np.log(starts.CLASSES))  # nats: the plateau's loss, all digits equally likely
LEFT = 0.99  # of HEIGHT: below it, a run has left the plateau


@dataclass(frozen=True)
class Setting:
    """One configuration: as in ``starts``, and the number of full-batch steps."""

    activation: str = "tanh"
    gain: float = 0.0
    bias_std: float = 1.0
    hidden: tuple[int, ...] = (8,)
    rate: float = 0.5
    steps: int = 4000


def balanced(training: starts.Part) -> starts.Part:
    """The first EACH images of each digit. Raises ValueError where there are fewer."""
    images, labels = training
    rows = [np.flatnonzero(labels == digit)[:EACH] for digit in range(starts.CLASSES)]
    if min(map(len, rows)) < EACH:
        raise ValueError(f"each digit needs {EACH} images.")
    rows = np.concatenate(rows)
    return images[rows], labels[rows]


def train(setting: Setting, seeds: Sequence[int], training: starts.Part) -> tuple[MLP, History]:
    """Full-batch gradient descent, one network a seed, T steps:

    loss, gradient: (S, T + 1) mean loss in nats, and norm of the gradient of all parameters.
    lowest, highest, flat gradient: (S,) the extreme eigenvalues of the Hessian, and the norm of
                    the gradient, where the run's gradient is least before it leaves the plateau.
    saddle lowest:  (S,) the smallest eigenvalue at the stationary point of ``at_rest``.
    """
    net, (X, Y) = draw(setting, seeds), starts.as_inputs(balanced(training))
    saddles, optimiser = at_rest(net), SGD(setting.rate)
    losses, norms, flattest, there = [], [], np.full(len(seeds), np.inf), _copy(net)
    on_plateau = np.ones(len(seeds), bool)
    for _ in range(setting.steps + 1):
        loss, gradient = loss_and_gradient(net, X, Y)
        losses.append(loss)
        norms.append(np.sqrt(sum((g**2).sum(axis=tuple(range(1, g.ndim))) for g in gradient)))
        on_plateau &= loss >= LEFT * HEIGHT
        flatter = on_plateau & (norms[-1] < flattest)
        flattest[flatter] = norms[-1][flatter]
        for kept, now in zip(there.parameters, net.parameters, strict=True):
            kept[flatter] = now[flatter]
        optimiser.update(net.parameters, gradient)
    ends = np.array([extreme_curvatures(member(there, s), X, Y) for s in range(len(seeds))])
    return net, {
        "loss": np.array(losses).T,
        "gradient": np.array(norms).T,
        "flat gradient": flattest,
        "lowest": ends[:, 0],
        "highest": ends[:, 1],
        "saddle lowest": np.array(
            [extreme_curvatures(member(saddles, s), X, Y)[0] for s in range(len(seeds))]
        ),
    }


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks."""
    start = starts.Setting(
        activation=setting.activation, gain=setting.gain, bias_std=setting.bias_std,
        hidden=setting.hidden,
    )  # fmt: skip
    return starts.draw(start, seeds)


def at_rest(net: MLP) -> MLP:
    """The same hidden biases, zero weights and a zero output bias.

    With each digit equally often every derivative of the loss is zero there.
    """
    still = _copy(net)
    for array in (*still.weights, still.biases[-1]):
        array[...] = 0
    return still


def loss_and_gradient(net: MLP, X: Array, Y: Array) -> tuple[Array, list[Array]]:
    """(S,) mean loss over the examples, and its gradient for each array of ``net.parameters``."""
    Z, A = forward(net, X[None])
    wanted = np.broadcast_to(Y, A[-1].shape)
    dW, db = backward(net, Z, A, LOSS.gradient(A[-1], wanted) / len(X))
    return LOSS(A[-1], wanted).mean(axis=1), [*dW, *db]


# book: hessian
def hessian(net: MLP, X: Array, Y: Array, h: float = 1e-4) -> Array:
    """(P, P) second derivatives of one network's mean loss, by differences of its gradient."""
    flat = np.concatenate([p[0].ravel() for p in net.parameters])
    moved = flat + h * np.concatenate([np.eye(len(flat)), -np.eye(len(flat))])
    _, gradients = loss_and_gradient(unflattened(moved, net), X, Y)
    up, down = np.split(np.concatenate([g.reshape(len(g), -1) for g in gradients], axis=1), 2)
    slopes = (up - down) / (2 * h)
    return (slopes + slopes.T) / 2


# book: end
def extreme_curvatures(net: MLP, X: Array, Y: Array) -> tuple[float, float]:
    """The smallest and the largest eigenvalue of the Hessian of one network."""
    values = np.linalg.eigvalsh(hessian(net, X, Y))
    return float(values[0]), float(values[-1])


def unflattened(flat: Array, like: MLP) -> MLP:
    """(S, P) parameters in the order of ``like.parameters`` -> S networks of its shape."""
    ends = np.cumsum([p[0].size for p in like.parameters])[:-1]
    shapes = [p.shape[1:] for p in like.parameters]
    parts = np.split(flat, ends, axis=1)
    arrays = [part.reshape(-1, *shape) for part, shape in zip(parts, shapes, strict=True)]
    layers = len(like.weights)
    return MLP(arrays[:layers], arrays[layers:], like.activations)


def member(net: MLP, s: int) -> MLP:
    """Network s alone."""
    return MLP(
        [W[s : s + 1] for W in net.weights], [b[s : s + 1] for b in net.biases], net.activations
    )


def _copy(net: MLP) -> MLP:
    return replace(
        net, weights=[W.copy() for W in net.weights], biases=[b.copy() for b in net.biases]
    )
