"""The calculation by hand, judged by exact arithmetic, PyTorch and the book's own network."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments import by_hand
from nnlab.experiments.by_hand import RATE, START, X, Y
from nnlab.handwork import check, exact, tex, written
from nnlab.models import mlp


def gradients(rows=slice(None)):
    z1, a1, z2 = by_hand.forward(START, X[rows])
    delta2 = np.full(z2.shape, Fraction(1, 2)) - Y[rows]
    assert (z2 == 0).all()
    return by_hand.backward(START, X[rows], z1, a1, delta2)


def test_no_unit_stands_at_its_kink():
    assert (by_hand.forward(START, X)[0] != 0).all()


def test_torch_agrees_to_the_last_bit():
    import torch

    net = [torch.tensor(part.astype(float), requires_grad=True) for part in START]
    x, y = (torch.tensor(part.astype(float)) for part in (X, Y))
    logit = torch.relu(x @ net[0] + net[1]) @ net[2] + net[3]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logit, y, reduction="sum")
    loss.backward()
    for part, slope in zip(net, gradients(), strict=True):
        assert (part.grad.numpy() == slope.astype(float)).all()


def test_the_books_network_agrees_to_the_last_bit():
    W1, b1, W2, b2 = START.floats()
    net = mlp.MLP([W1[None], W2[None]], [b1[None], b2[None]], (RELU, IDENTITY))
    Z, A = mlp.forward(net, X.astype(float)[None])
    dW, db = mlp.backward(net, Z, A, 0.5 - Y.astype(float)[None])
    for ours, theirs in zip(gradients(), (dW[0], db[0], dW[1], db[1]), strict=True):
        assert (theirs[0] == ours.astype(float)).all()


def test_difference_quotients_are_the_derivatives():
    slope = by_hand.difference_quotients(START, X[:1], Fraction(1, 8))
    for quotient, derivative in zip(slope, gradients(slice(1)), strict=True):
        assert (quotient * Fraction(-1, 2) == derivative).all()


def test_a_move_across_a_kink_is_no_derivative():
    slope = by_hand.difference_quotients(START, X[:1], Fraction(8))
    assert (slope.W1[0] != by_hand.difference_quotients(START, X[:1], Fraction(1, 8)).W1[0]).any()


def test_a_step_changes_each_parameter_by_rate_times_slope():
    slope = gradients()
    for old, new, d in zip(START, by_hand.step(START, slope, RATE), slope, strict=True):
        assert (old - new == d / 4).all()


def test_exact_reads_rows_and_refuses_nonsense():
    assert exact("1 1/2").shape == (2,)
    assert exact("1 1/2; 3 -4").shape == (2, 2)
    assert exact("1; 2").shape == (2, 1)
    assert (exact("1/2 1/2") @ exact("1/2; 3/2") == Fraction(1)).all()
    with pytest.raises(ValueError, match="lengths"):
        exact("1 2; 3")
    with pytest.raises(ValueError, match="one"):
        exact("one")


def test_check_says_what_it_found():
    found = check("z", exact("1 -1/2"), "1 -1/2").data
    assert found == r"✓ $z = \begin{pmatrix} 1 & -\tfrac{1}{2} \end{pmatrix}$"
    assert check("z", np.array([[0.5, 2.0]]), "1/2 2").data.startswith("✓")


@pytest.mark.parametrize("wrong", ["1 -1/3", "1", "1 -1/2 0", "1; 0"])
def test_check_refuses_a_slip(wrong):
    with pytest.raises(ArithmeticError, match="by hand"):
        check("z", exact("1 -1/2"), wrong)


def test_tex():
    assert tex(Fraction(-3, 2)) == r"-\tfrac{3}{2}"
    assert tex(4.0) == "4"
    assert r"1 \\[4pt] 2" in written(exact("1; 2"))
    assert written(exact("1/2")) == r"\tfrac{1}{2}"
