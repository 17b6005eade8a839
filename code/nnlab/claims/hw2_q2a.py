"""The claims of hw2-q2a, linear against nonlinear activations, and their rules."""

from __future__ import annotations

import numpy as np

from nnlab.activations.base import Activation
from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.claims.base import Evidence, Judgement, Verdict, claims_of
from nnlab.initialisers.normal import normal
from nnlab.initialisers.variance_scaling import lecun
from nnlab.models.mlp import MLP, backward, forward, initialise

SOURCE = "HW2 report, question 2"
DEPTHS = (1, 2, 5, 20, 50)
WIDTH = 16
EXACT = 1e-10  # relative; rounding alone leaves some 1e-15 a layer


def stack(f: Activation, depth: int, width: int = WIDTH) -> MLP:
    """One network of ``depth`` layers of equal width, all with activation f, biases and all."""
    sizes = (width,) * (depth + 1)
    return initialise([0], sizes, (f,) * depth, lecun("normal"), normal(0.5))


# book: collapse
def collapse(net: MLP) -> tuple[np.ndarray, np.ndarray]:
    """(W, b) of the one layer that a stack of linear layers equals: x W + b."""
    W, b = np.eye(len(net.weights[0][0])), np.zeros(len(net.weights[0][0]))
    for weight, bias in zip(net.weights, net.biases, strict=True):
        W, b = W @ weight[0], b @ weight[0] + bias[0]
    return W, b


# book: end
def distance_from_one_layer(f: Activation, depth: int) -> float:
    """Largest difference between the stack and the one layer, over the output's size."""
    net = stack(f, depth)
    X = np.random.default_rng(1).normal(size=(1, 200, WIDTH))
    W, b = collapse(net)
    out = forward(net, X)[1][-1]
    return float(np.abs(out - (X @ W + b)).max() / np.abs(out).max())


def freedom(f: Activation, depth: int, width: int = 4, examples: int = 40) -> int:
    """Directions in which a small change of the parameters can move the outputs on many points.

    The rank of the Jacobian of all outputs with respect to all parameters.
    """
    net = stack(f, depth, width)
    X = np.random.default_rng(2).normal(size=(1, examples, width))
    rows = []
    for example, unit in np.ndindex(examples, width):
        x = X[:, example : example + 1]
        Z, A = forward(net, x)
        dW, db = backward(net, Z, A, np.eye(width)[unit].reshape(1, 1, -1))
        rows.append(np.concatenate([g.ravel() for g in (*dW, *db)]))
    return int(np.linalg.matrix_rank(np.array(rows), tol=1e-9))


def judge_collapse(_: dict, f: Activation = IDENTITY) -> Judgement:
    """The check fails for any nonlinear f."""
    worst = max(distance_from_one_layer(f, depth) for depth in DEPTHS)
    return Judgement(
        Verdict.HOLDS if worst < EXACT else Verdict.FAILS,
        f"By induction over the layers. Checked at {', '.join(map(str, DEPTHS))} layers: the "
        f"stack and the one layer differ by {worst:.1e} of the output at most.",
    )


def judge_flexibility(_: dict, f: Activation = IDENTITY) -> Judgement:
    """The check fails for a nonlinear f, whose Jacobian gains rank with depth."""
    ranks = [freedom(f, depth) for depth in (1, 2, 4)]
    same = len(set(ranks)) == 1
    return Judgement(
        Verdict.HOLDS if same else Verdict.FAILS,
        "A stack of 1, 2 and 4 layers of 4 units has "
        f"{ranks[0]}, {ranks[1]} and {ranks[2]} directions in which its parameters can move its "
        "outputs. Depth can take functions away (a narrow layer bounds the rank), not add any; "
        "it does change how training goes (Saxe et al., 2014).",
    )


def judge_nonlinear(
    _: dict, functions: tuple[Activation, ...] = (SIGMOID, TANH, RELU)
) -> Judgement:
    """The check fails if one of the functions is affine."""
    gaps = {f.name: abs(float(f(-2.0) + f(2.0) - 2 * f(0.0))) for f in functions}
    bent = {f.name: abs(float(f(0.5) + f(2.0) - 2 * f(1.25))) for f in functions}
    least = min(max(gaps[name], bent[name]) for name in gaps)
    return Judgement(
        Verdict.HOLDS if least > EXACT else Verdict.FAILS,
        "An affine function's value midway between two points is the mean of theirs. Each of the "
        f"three misses that somewhere by {least / 2:.3f} at least.",
    )


def judge_approximation(_: dict) -> Judgement:
    return Judgement(
        Verdict.CAVEAT,
        "Proved for continuous functions on a compact set and one hidden layer that may be as "
        "wide as need be: for sigmoids by Cybenko (1989), for bounded nonconstant activations by "
        "Hornik (1991), and, for locally bounded piecewise continuous ones, exactly if the "
        "activation is not a polynomial (Leshno et al., 1993). The square is nonlinear and does "
        "not suffice. That such weights exist does not say that training finds them.",
    )


def judge_output_layer(_: dict) -> Judgement:
    return Judgement(
        Verdict.CAVEAT,
        "Right for regression, where the output is any real number. A classifier's last layer is "
        "linear too, but its logits then pass through a softmax or sigmoid, which libraries often "
        "place in the loss (Goodfellow, Bengio and Courville, 2016, section 6.2.2).",
    )


_claim = claims_of("hw2-q2a-", SOURCE)


CLAIMS = [
    _claim(
        "collapse",
        "With linear activations a network of several layers stays linear.",
        "Proof that the composition of affine maps is affine, checked numerically at several "
        "depths. Holds if the stack equals the one layer to 1e-10 of its output at all depths.",
        "activations-linear",
        judge_collapse,
    ),
    _claim(
        "flexibility",
        "With linear activations more layers do not make the model more flexible.",
        "Rank of the Jacobian of the outputs with respect to all parameters. Holds if it is the "
        "same at 1, 2 and 4 layers of equal width; else does not hold.",
        "activations-linear",
        judge_flexibility,
    ),
    _claim(
        "nonlinear",
        "Sigmoid, tanh and ReLU are nonlinear.",
        "Midpoint test for affine functions. Holds if each of the three fails it somewhere.",
        "activations-table",
        judge_nonlinear,
    ),
    _claim(
        "approximation",
        "Nonlinear activations enable a network to approximate nonlinear functions.",
        "By the theorems cited. Holds if they need no condition that the claim leaves out; with a "
        "caveat if they do.",
        "activations-approximation",
        judge_approximation,
        evidence=Evidence.LITERATURE,
    ),
    _claim(
        "output",
        "The linear activation is used in the output layer, which it lets give its value "
        "directly.",
        "By the reference cited. Holds if it is used there for every kind of output; with a "
        "caveat if for some kinds.",
        "activations-linear",
        judge_output_layer,
        evidence=Evidence.LITERATURE,
    ),
]
