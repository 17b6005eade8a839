"""First- and second-order methods from the same starts (hw2-q2d).

A problem is an objective with a start for each seed; a method minimises it. Methods that use
gradients alone have rates chosen in pilot runs with seeds below 100.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import brentq

from nnlab.activations.identity import IDENTITY
from nnlab.activations.tanh import TANH
from nnlab.experiments.activations import Split
from nnlab.experiments.base import History
from nnlab.experiments.xnor import LABELS, POINTS
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.gain import gain
from nnlab.initialisers.normal import normal
from nnlab.models.jacobians import flattened
from nnlab.models.mlp import initialise
from nnlab.models.surfaces import Kink, Quadratic, Valley, turned
from nnlab.naming import lookup
from nnlab.seeds import stream
from nnlab.training import conjugate, library, newton
from nnlab.training.adam import Adam
from nnlab.training.descent import descend
from nnlab.training.momentum import HeavyBall, best_for
from nnlab.training.objective import NetworkObjective
from nnlab.training.sgd import SGD
from nnlab.training.trace import Objective, Trace

Array = np.ndarray
CLASSES = 10
DIMENSIONS = 50  # of the quadratics
EPSILON = 0.05  # width of the kink
IMAGES = 500  # of the course's 1,000, drawn anew for each seed
NEVER = -1
FIRST = ("gd", "momentum", "adam")
OPTIMISERS = {"gd": SGD, "momentum": HeavyBall, "adam": Adam}
SEARCHED = {"damped": newton.damped, "saddle-free": newton.saddle_free}


@dataclass(frozen=True)
class Setting:
    """One configuration.

    problem:   a key of PROBLEMS.
    method:    one of FIRST, "cg" (quadratics), "newton" (whole steps), "damped" or "saddle-free"
               (with a line search), or a key of ``library.METHODS``.
    steps:     at most.
    condition: ratio of the largest to the smallest eigenvalue of a quadratic.
    options:   of the optimiser of a method in FIRST: its rate, and its momentum.
    """

    problem: str
    method: str
    steps: int
    condition: float = 1.0
    options: tuple[float, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is minimised from where.

    make:    (setting, seed, images) -> objective and start.
    measure: (objective, values of a trace) -> what is compared with the targets, smaller better.
    targets: descending levels of that measure.
    stop:    a run ends where its gradient's norm is at most this.
    """

    make: Callable[[Setting, int, Split], tuple[Objective, Array]]
    measure: Callable[[Objective, Array], Array]
    targets: tuple[float, ...]
    stop: float


def quadratic(setting: Setting, seed: int, _: Split) -> tuple[Quadratic, Array]:
    """Eigenvalues from 1 to the condition number, evenly on a logarithmic scale; start N(0, 1)."""
    rng = stream(seed, "data")
    H = turned(np.geomspace(1, setting.condition, DIMENSIONS), rng)
    return Quadratic(H), stream(seed, "weights").normal(size=DIMENSIONS)


def valley(_: Setting, seed: int, __: Split) -> tuple[Valley, Array]:
    """Rosenbrock's valley, from a uniform point of [-2, 2]²."""
    return Valley(), stream(seed, "weights").uniform(-2, 2, 2)


def kink(_: Setting, seed: int, __: Split) -> tuple[Kink, Array]:
    """Ten rounded corners in random directions, from N(0, 1)."""
    _, axes = np.linalg.eigh(turned(np.arange(1.0, 11), stream(seed, "data")))
    return Kink(EPSILON, axes), stream(seed, "weights").normal(size=10)


def on_hoda(
    _: Setting, seed: int, split: Split, hidden: tuple[int, ...] = ()
) -> tuple[NetworkObjective, Array]:
    """Softmax regression, or a tanh network, on 500 images; LeCun's start, decay 0.0001."""
    X, Y = as_inputs(split.train)
    rows = stream(seed, "data").permutation(len(X))[:IMAGES]
    sizes = (X.shape[1], *hidden, Y.shape[1])
    net = initialise([seed], sizes, (*[TANH] * len(hidden), IDENTITY), gain(1), zeros())
    return NetworkObjective(net, X[rows], Y[rows], 1e-4), flattened(net)[0]


def as_inputs(part: tuple[Array, Array]) -> tuple[Array, Array]:
    """Images and labels -> (n, 25) inputs and (n, 10) one-hot targets, float64."""
    return part[0].astype(float), np.eye(CLASSES)[part[1]]


def xnor(_: Setting, seed: int, __: Split) -> tuple[NetworkObjective, Array]:
    """2-3-1 with tanh on the four points; all parameters N(0, 1), decay 0.01."""
    net = initialise([seed], (2, 3, 1), (TANH, IDENTITY), normal(), normal())
    return NetworkObjective(net, POINTS, LABELS[:, None], 0.01), flattened(net)[0]


def _relative(_: Objective, value: Array) -> Array:
    return value / value[0]


def _excess(objective: NetworkObjective, value: Array) -> Array:
    """Above the minimum, which for a convex objective is one value."""
    start = 0 * flattened(objective.like)[0]
    return value - newton.minimise(objective, start, newton.damped, 100, 1e-11).value.min()


def _itself(_: Objective, value: Array) -> Array:
    return value


PROBLEMS = {
    "quadratic": Problem(quadratic, _relative, (1e-4, 1e-8, 1e-12), 1e-8),
    "valley": Problem(valley, _relative, (1e-4, 1e-8, 1e-12), 1e-8),
    "kink": Problem(kink, _relative, (1e-4, 1e-8, 1e-12), 1e-8),
    "softmax": Problem(on_hoda, _excess, (1e-2, 1e-4, 1e-8), 1e-6),
    "network": Problem(partial(on_hoda, hidden=(5,)), _itself, (0.6, 0.4, 0.3), 1e-6),
    "xnor": Problem(xnor, _itself, (0.6, 0.5, 0.4), 1e-6),
}
LEVELS = (0.5, 0.4, 0.3)  # nats of training loss at which the test loss is compared
SHOWN = sorted({0, *np.geomspace(1, 10_000, 60).round().astype(int).tolist()})


def optimise(setting: Setting, objective: Objective, start: Array, stop: float) -> Trace:
    """One run, or many at once for a method in FIRST and starts (S, n)."""
    method, steps = setting.method, setting.steps
    if method in FIRST:
        rates = setting.options
        if not rates:
            rule = best_for(1, setting.condition)
            gd = SGD(2 / (1 + setting.condition))
            return descend(objective, start, rule if method == "momentum" else gd, steps, stop)
        return descend(
            objective, start, OPTIMISERS[method](*rates), steps, stop, SHOWN.__contains__
        )
    if method == "cg":
        return conjugate.minimise_quadratic(objective, start, steps, stop)
    if method == "newton":
        return newton.minimise(objective, start, newton.newton, steps, stop, search=False)
    if method in SEARCHED:
        return newton.minimise(objective, start, SEARCHED[method], steps, stop)
    return library.minimise(objective, start, method, steps, stop)


def run(setting: Setting, seeds: Sequence[int], split: Split) -> History:
    """Minimise once a seed; for T targets, C = len(SHOWN) steps, L = len(LEVELS):

    value, norm:   (S,) the objective and its gradient's norm at the end.
    steps, work:   (S,) made, and what they cost, in evaluations of the gradient.
    lowest:        (S,) smallest eigenvalue of the Hessian at the end; nan where not finite.
    reached, spent: (S, T) steps and work until a target is first reached, or NEVER.
    curve:         (S, C) the measure at the steps SHOWN; after the end, its last value.
    test loss, final test loss: (S, L) and (S,) on other images; for Hoda only.
    """
    problem = lookup("problem", setting.problem, PROBLEMS)
    test = as_inputs(split.test) if setting.problem in ("softmax", "network") else None
    rows = []
    for seed in seeds:
        objective, start = problem.make(setting, seed, split)
        with np.errstate(all="ignore"):  # Newton's whole steps may leave all bounds
            trace = optimise(setting, objective, start, problem.stop)
            rows.append(_measured(problem, objective, trace))
        if test:
            rows[-1] |= _tested(objective, trace, test)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _measured(problem: Problem, objective: Objective, trace: Trace) -> dict[str, Any]:
    measure = problem.measure(objective, trace.value)
    below = [measure <= target for target in problem.targets]
    first = [int(hit.argmax()) if hit.any() else NEVER for hit in below]
    shown = np.minimum(SHOWN, len(measure) - 1)
    finite = np.isfinite(trace.end).all()
    return {
        "value": trace.value[-1],
        "norm": trace.norm[-1],
        "steps": len(trace.value) - 1,
        "work": trace.work[-1],
        "lowest": np.linalg.eigvalsh(objective.hessian(trace.end))[0] if finite else np.nan,
        "reached": first,
        "spent": [trace.work[step] if step != NEVER else NEVER for step in first],
        "curve": measure[shown],
    }


def _tested(
    objective: NetworkObjective, trace: Trace, test: tuple[Array, Array]
) -> dict[str, Any]:
    """Losses without decay: on the test images where the training loss crosses each of LEVELS."""
    train_loss = NetworkObjective(objective.like, objective.X, objective.Y, 0.0)
    test_loss = NetworkObjective(objective.like, *test, 0.0)

    def at(x: Array, of: NetworkObjective) -> float:
        return float(of.value_and_gradient(x)[0])

    points = [trace.points[step] for step in sorted(trace.points)]
    losses = [at(x, train_loss) for x in points]
    crossed = []
    for level in LEVELS:
        after = next((i for i, loss in enumerate(losses) if loss <= level), 0)
        if not after:
            crossed.append(np.nan)
            continue
        a, b = points[after - 1], points[after]
        t = brentq(lambda t, a=a, b=b, y=level: at(a + t * (b - a), train_loss) - y, 0, 1)
        crossed.append(at(a + t * (b - a), test_loss))
    return {
        "test loss": crossed,
        "final loss": losses[-1],
        "final test loss": at(trace.end, test_loss),
    }
