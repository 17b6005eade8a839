"""TensorFlow Playground (hw2-q3): small networks on four sets of points in the plane.

The constants are the playground's own: 250 points train, in one fixed order, in batches of 10;
half squared error on a tanh output; weights uniform on [-0.5, 0.5), biases 0.1. Two things
differ: there are no pictures, and numbers are in single precision unless a setting says otherwise
(the original computes in double).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnlab.activations.base import Activation, as_floating
from nnlab.activations.by_output import in_place, in_shares
from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.datasets.base import Part
from nnlab.datasets.playground import draw_batch
from nnlab.experiments.base import Experiment, History
from nnlab.initialisers.constant import constant
from nnlab.initialisers.uniform import uniform
from nnlab.losses.half_squared_error import HALF_SQUARED_ERROR as LOSS
from nnlab.models.mlp import MLP, forward, initialise
from nnlab.models.stacks import TINY, arrange
from nnlab.naming import lookup
from nnlab.training.by_output import fit

Array = np.ndarray

# The identity without its copy, which would lose the layout that makes stacks fast.
LINEAR = replace(IDENTITY, label="linear", value=as_floating)
ACTIVATIONS: dict[str, Activation] = {
    "tanh": TANH,
    "sigmoid": SIGMOID,
    "linear": LINEAR,
    "relu": RELU,
}
# The playground's seven inputs, of points (..., 2).
FEATURES = {
    "x1": lambda p: p[..., 0],
    "x2": lambda p: p[..., 1],
    "x1²": lambda p: p[..., 0] ** 2,
    "x2²": lambda p: p[..., 1] ** 2,
    "x1x2": lambda p: p[..., 0] * p[..., 1],
    "sin x1": lambda p: np.sin(p[..., 0]),
    "sin x2": lambda p: np.sin(p[..., 1]),
}
PRECISIONS = {"float32": np.float32, "float64": np.float64}
LEARNT = 0.95  # test accuracy from which on a run counts as having learnt


@dataclass(frozen=True)
class Setting:
    """One configuration; the defaults are the playground's, with the report's 3 units.

    data:        one of ``nnlab.datasets.playground.NAMES``.
    activation:  of the hidden layers, a key of ACTIVATIONS; the output's is tanh.
    hidden:      units of each hidden layer.
    inputs:      keys of FEATURES.
    rate:        learning rate.
    batch:       training points a step.
    start:       "playground"; or "as tanh": weights with which a network of one layer of
                 sigmoids is the same function as the tanh network of that seed.
    precision:   of all arithmetic, a key of PRECISIONS.
    checkpoints: epochs, ascending, at which a run is measured; the last one ends it.
    """

    data: str = "circle"
    activation: str = "tanh"
    hidden: tuple[int, ...] = (3,)
    inputs: tuple[str, ...] = ("x1", "x2")
    rate: float = 0.03
    batch: int = 10
    start: str = "playground"
    precision: str = "float32"
    checkpoints: tuple[int, ...] = (0, 500)


def dtype(setting: Setting) -> type[np.floating]:
    """NumPy's type of the setting's numbers. Raises UnknownNameError for an unknown precision."""
    return lookup("precision", setting.precision, PRECISIONS)


def features(setting: Setting, points: Array) -> Array:
    """(..., 2) points -> (..., n) inputs. Raises UnknownNameError for an unknown input."""
    columns = [lookup("input", name, FEATURES)(points) for name in setting.inputs]
    return np.stack(columns, axis=-1).astype(dtype(setting))


def draw(setting: Setting, seeds: Sequence[int]) -> MLP:
    """The untrained networks. Raises UnknownNameError for an unknown activation or start."""
    start = lookup("start", setting.start, {"playground": _unchanged, "as tanh": as_sigmoid})
    sizes = (len(setting.inputs), *setting.hidden, 1)
    drawn = uniform(-0.5, 0.5), constant(0.1)
    return start(initialise(seeds, sizes, activations(setting), *drawn, dtype(setting)))


def activations(setting: Setting) -> tuple[Activation, ...]:
    """One a layer. Raises UnknownNameError for an unknown activation."""
    hidden = lookup("activation", setting.activation, ACTIVATIONS)
    return (*[hidden] * len(setting.hidden), TANH)


def _unchanged(net: MLP) -> MLP:
    return net


# book: as sigmoid
def as_sigmoid(net: MLP) -> MLP:
    """The one-layer sigmoid network that computes what this tanh network computes.

    tanh(z) = 2σ(2z) - 1: double the hidden layer and the output weights, and take the sum of
    the output weights from the output bias.
    """
    (W, V), (b, c) = net.weights, net.biases
    return MLP([2 * W, 2 * V], [2 * b, c - V.sum(axis=1)], (SIGMOID, net.activations[1]))


# book: end
@dataclass(frozen=True)
class Stack:
    """The networks of several settings, one a seed each, that train together.

    settings:    differ in set and activation only.
    size:        networks of each setting.
    net:         all of them, setting by setting; the activations are those of the first.
    train, test: inputs and targets of all.
    """

    settings: Sequence[Setting]
    size: int
    net: MLP
    train: tuple[Array, Array]
    test: tuple[Array, Array]

    @classmethod
    def of(cls, settings: Sequence[Setting], seeds: Sequence[int]) -> Stack:
        """Untrained. Raises ValueError for settings that differ in more."""
        if len({replace(s, data="", activation="") for s in settings}) > 1:
            raise ValueError("settings that train together differ in set and activation only.")
        draws = {name: draw_batch(name, seeds) for name in {s.data for s in settings}}

        def joined(part: str) -> tuple[Array, Array]:
            parts = [getattr(draws[s.data], part) for s in settings]
            x, y = (np.concatenate([getattr(p, axis) for p in parts]) for axis in "xy")
            return arranged(settings[0], Part(x, y))

        net = draw(settings[0], [*seeds] * len(settings))
        return cls(settings, len(seeds), net, joined("train"), joined("test"))

    def fit(self, epochs: int, after_epoch: Callable[[int, MLP], None]) -> None:
        """Train; ``after_epoch`` as in ``nnlab.training.by_output.fit``."""
        layers = zip(*map(activations, self.settings), strict=True)
        forms = [in_shares([*map(in_place, layer)]) for layer in layers]
        rate, batch = self.settings[0].rate, self.settings[0].batch
        fit(self.net, *self.train, LOSS, rate, batch, epochs, after_epoch, forms)

    def networks(self, i: int) -> MLP:
        """The networks of setting i as they are now, as views."""
        own = self._share(i)
        weights, biases = ([p[own] for p in ps] for ps in (self.net.weights, self.net.biases))
        return MLP(weights, biases, activations(self.settings[i]))

    def measures(self, i: int) -> dict[str, Array]:
        """What ``run`` returns of setting i, as it is now."""
        own = self._share(i)
        (X, Y), (test_X, test_Y) = self.train, self.test
        return _measures(self.networks(i), (X[own], Y[own]), (test_X[own], test_Y[own]))

    def _share(self, i: int) -> slice:
        return slice(i * self.size, (i + 1) * self.size)


def train(setting: Setting, seeds: Sequence[int]) -> tuple[MLP, History]:
    """Train one network a seed, each on its own draw; return them and ``run``'s history."""
    if len(seeds) > 1:
        return train_together([setting], seeds)[0]
    # One network alone takes another path through NumPy, with other roundings: train it twice.
    net, history = train_together([setting], [*seeds] * 2)[0]
    return member(net, 0), {name: value[:1] for name, value in history.items()}


def train_together(settings: Sequence[Setting], seeds: Sequence[int]) -> list[tuple[MLP, History]]:
    """``train`` for several settings, which differ in set and activation only, as one stack.

    Like activations side by side are computed in one go. Raises ValueError for other differences.
    """
    stack, checkpoints = Stack.of(settings, seeds), settings[0].checkpoints
    measured: list[list[dict]] = [[] for _ in settings]  # by setting, then by checkpoint

    def measure(epoch: int, _: MLP) -> None:
        if epoch in checkpoints:
            for i, found in enumerate(measured):
                found.append(stack.measures(i))

    stack.fit(checkpoints[-1], measure)
    return [
        (stack.networks(i), {name: np.stack([m[name] for m in at], axis=1) for name in at[0]})
        for i, at in enumerate(measured)
    ]


def run(setting: Setting, seeds: Sequence[int]) -> History:
    """Train one network a seed.

    Returns, for C checkpoints and L layers:
    loss, test loss:  (S, C) float32, mean half squared error on the 250 training, test points.
    wrong, test wrong: (S, C) uint8, how many of the 250 are on the wrong side.
    norms:            (S, C, L) float32, Euclidean norm of each layer's weights.
    slope:            (S, C) float32, norm of the product of all weight matrices: what is left of
                      the inputs if every hidden layer is linear.
    """
    return train(setting, seeds)[1]


def member(net: MLP, which: int) -> MLP:
    """One network of a stack, as a stack of one."""
    keep = slice(which, which + 1)
    return MLP([w[keep] for w in net.weights], [b[keep] for b in net.biases], net.activations)


def arranged(setting: Setting, part: Part) -> tuple[Array, Array]:
    """(S, N, 2) points and (S, N) labels -> (S, N, n) inputs, (S, N, 1) targets, for ``fit``."""
    x, y = features(setting, part.x), part.y[..., None].astype(dtype(setting))
    return arrange(x, TINY), arrange(y, TINY)


def _measures(net: MLP, train: tuple[Array, Array], test: tuple[Array, Array]) -> dict:
    (loss, wrong), (test_loss, test_wrong) = evaluate(net, *train), evaluate(net, *test)
    norms = [np.sqrt((w**2).sum(axis=(1, 2))) for w in net.weights]
    return {
        "loss": loss.astype(np.float32),
        "test loss": test_loss.astype(np.float32),
        "wrong": wrong.astype(np.uint8),
        "test wrong": test_wrong.astype(np.uint8),
        "norms": np.stack(norms, axis=1).astype(np.float32),
        "slope": np.linalg.norm(end_to_end(net), axis=1).astype(np.float32),
    }


def evaluate(net: MLP, X: Array, Y: Array) -> tuple[Array, Array]:
    """(S,) mean loss and number of points on the wrong side; an output of 0 counts as class 1."""
    output = forward(net, X)[1][-1]
    wrong = (output >= 0) != (Y > 0)
    return LOSS(output, Y).mean(axis=(1, 2)), wrong.sum(axis=(1, 2))


def end_to_end(net: MLP) -> Array:
    """(S, n_in) product of the weight matrices, which a linear network applies to its inputs."""
    product = net.weights[0]
    for weights in net.weights[1:]:
        product = product @ weights
    return product[..., 0]


def output_at(setting: Setting, net: MLP, points: Array) -> Array:
    """(n, 2) points -> (S, n) outputs in (-1, 1)."""
    return forward(net, features(setting, points)[None])[1][-1][..., 0]


PLAYGROUND = Experiment(
    name="playground", module=__name__, data="drawn: TensorFlow Playground's sets", run=run
)
