"""The NumPy network against autograd, finite differences, a per-sample loop and itself alone."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.activations.identity import IDENTITY
from nnlab.activations.mish import MISH
from nnlab.activations.tanh import TANH
from nnlab.experiments.xnor import LABELS, POINTS, Setting, draw, learnt, loss_of, run, train
from nnlab.initialisers.normal import normal
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY
from nnlab.models.mlp import backward, forward, initialise
from nnlab.models.stacks import TINY, arrange, product
from nnlab.naming import UnknownNameError
from nnlab.seeds import stream
from nnlab.training.adam import Adam
from nnlab.training.loop import fit, step
from nnlab.training.sgd import SGD


@pytest.fixture
def deep():
    return initialise(range(4), (3, 5, 4, 2), (TANH, MISH, IDENTITY), normal(), normal())


def test_gradients_against_torch_autograd(deep, rng):
    import torch

    X, Y = rng.normal(size=(4, 6, 3)), np.eye(2)[rng.integers(2, size=(4, 6))]
    Z, A = forward(deep, X)
    dW, db = backward(deep, Z, A, SOFTMAX_CROSS_ENTROPY.gradient(A[-1], Y))
    for s in range(4):
        tensors = [torch.tensor(p[s].copy(), requires_grad=True) for p in deep.parameters]
        h = torch.tensor(X[s])
        for W, b, f in zip(tensors[:3], tensors[3:], deep.activations, strict=True):
            h = f.torch(h @ W + b)
        torch.nn.functional.cross_entropy(h, torch.tensor(Y[s]), reduction="sum").backward()
        for ours, theirs in zip([*dW, *db], tensors, strict=True):
            np.testing.assert_allclose(ours[s], theirs.grad.numpy(), rtol=1e-10, atol=1e-12)


def test_gradients_against_finite_differences(deep, rng):
    X, Y = (
        rng.normal(size=(1, 6, 3)),
        np.broadcast_to(np.eye(2)[rng.integers(2, size=6)], (4, 6, 2)),
    )

    def total():
        return SOFTMAX_CROSS_ENTROPY(forward(deep, X)[1][-1], Y).sum(axis=1)

    Z, A = forward(deep, X)
    dW, db = backward(deep, Z, A, SOFTMAX_CROSS_ENTROPY.gradient(A[-1], Y))
    for parameter, gradient in zip(deep.parameters, [*dW, *db], strict=True):
        for index in np.ndindex(parameter.shape[1:]):
            at = (slice(None), *index)
            kept = parameter[at].copy()
            parameter[at] = kept + 1e-6
            up = total()
            parameter[at] = kept - 1e-6
            slope = (up - total()) / 2e-6
            parameter[at] = kept
            np.testing.assert_allclose(gradient[at], slope, rtol=1e-5, atol=1e-7)


def by_hand(setting: Setting, seed: int) -> np.ndarray:
    """The report's loop, one network and one sample at a time, in plain matrices."""
    net = draw(setting, [seed])
    W1, W2, b1, b2 = (np.array(p[0]) for p in net.parameters)
    for _ in range(setting.checkpoints[-1]):
        for x, y in zip(POINTS, LABELS, strict=True):
            z1 = x @ W1 + b1
            a1 = np.maximum(z1, 0)
            delta = 1 / (1 + np.exp(-(a1 @ W2 + b2))) - y
            d1 = (W2 @ delta) * (z1 > 0)
            W2 = W2 - setting.rate * np.outer(a1, delta)
            b2 = b2 - setting.rate * delta
            W1 = W1 - setting.rate * np.outer(x, d1)
            b1 = b1 - setting.rate * d1
    return np.array([1 / (1 + np.exp(-(np.maximum(x @ W1 + b1, 0) @ W2 + b2)))[0] for x in POINTS])


@pytest.mark.parametrize("setting", [Setting(), Setting(width=5, scheme="he")])
def test_batch_agrees_with_a_loop_over_samples(setting):
    batch = run(setting, range(20))["probability"][:, -1]
    alone = np.array([by_hand(setting, seed) for seed in range(20)])
    np.testing.assert_allclose(batch, alone, rtol=1e-9)


@pytest.mark.parametrize("scheme", ["uniform01", "normal"])
def test_a_run_is_the_same_alone_in_any_batch_and_in_any_order(scheme):
    setting = Setting(scheme=scheme, checkpoints=(0, 100))
    seeds = [7, 3, 2000, 11]
    together = run(setting, seeds)
    for position, seed in enumerate(seeds):
        alone = run(setting, [seed])
        np.testing.assert_allclose(
            alone["probability"][0], together["probability"][position], rtol=1e-10
        )
        np.testing.assert_array_equal(alone["on"][0], together["on"][position])


def test_history_speaks_of_the_checkpoints():
    setting = Setting(width=4, checkpoints=(0, 3, 10))
    net, history = train(setting, range(5))
    assert history["probability"].shape == (5, 3, 4)
    assert history["on"].shape == (5, 3, 4)
    _, A = forward(net, POINTS[None])
    np.testing.assert_allclose(history["probability"][:, -1], 1 / (1 + np.exp(-A[-1][..., 0])))
    untrained, _ = forward(draw(setting, range(5)), POINTS[None])
    np.testing.assert_array_equal(history["on"][:, 0], (untrained[0] > 0).sum(1))


def test_a_step_is_down_hill_on_the_mean_loss(deep, rng):
    X, Y = rng.normal(size=(4, 8, 3)), np.eye(2)[rng.integers(2, size=(4, 8))]
    before = SOFTMAX_CROSS_ENTROPY(forward(deep, X)[1][-1], Y).mean(1)
    step(deep, X, Y, SOFTMAX_CROSS_ENTROPY, SGD(1e-4))
    assert (SOFTMAX_CROSS_ENTROPY(forward(deep, X)[1][-1], Y).mean(1) < before).all()


def test_learnt_and_loss():
    p = np.array([[0.9, 0.1, 0.2, 0.8], [0.9, 0.1, 0.6, 0.8], [1, 0, 0, 1]])
    np.testing.assert_array_equal(learnt(p), [True, False, True])
    np.testing.assert_allclose(loss_of(p[:1]), -np.log([0.9, 0.9, 0.8, 0.8]).mean())
    assert loss_of(p[2]) == 0


def test_bad_input_is_named(deep):
    with pytest.raises(UnknownNameError, match="unknown initial distribution 'cauchy'"):
        run(Setting(scheme="cauchy"), [0])
    with pytest.raises(ValueError, match="2 layers need as many"):
        initialise([0], (2, 3, 1), (TANH,), normal(), normal())
    for optimiser in (SGD, Adam):
        with pytest.raises(ValueError, match="a learning rate is positive, not 0"):
            optimiser(0.0)
    X, Y = np.zeros((1, 2, 3)), np.zeros((1, 2, 2))
    with pytest.raises(ValueError, match="at least one example"):
        fit(deep, X, Y, SOFTMAX_CROSS_ENTROPY, SGD(0.1), epochs=1, batch_size=0)
    with pytest.raises(ValueError, match="whole number from 0"):
        run(Setting(), [-1])


def test_large_layers_give_the_same_as_tiny_ones(rng):
    """Both layouts of a stack, on one problem."""
    left, right = rng.normal(size=(6, 4, 5)), rng.normal(size=(6, 5, 3))
    expected = np.array([a @ b for a, b in zip(left, right, strict=True)])
    for entries in (TINY, TINY + 1):
        a, b = arrange(left, entries), arrange(right, entries)
        assert (a.strides[0] == a.itemsize) == (entries == TINY)
        np.testing.assert_allclose(product(a, b), expected)
        np.testing.assert_allclose(product(a[:1], b), [left[0] @ m for m in right])


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_training_equals_torch_given_its_weights_and_order(rng, name):
    import torch

    seeds, N, sizes = [3, 9, 4], 50, (6, 12, 8, 4)
    net = initialise(seeds, sizes, (TANH, MISH, IDENTITY), normal(0.4), normal(0.1))
    start = [[p[s].copy() for p in net.parameters] for s in range(3)]
    X, Y = rng.normal(size=(1, N, 6)), np.eye(4)[rng.integers(4, size=(1, N))]
    orders = {e: np.array([rng.permutation(N) for _ in seeds]) for e in (1, 2, 3)}
    optimiser = {"sgd": SGD(0.2), "adam": Adam(0.01, epsilon=1e-12)}[name]
    fit(net, X, Y, SOFTMAX_CROSS_ENTROPY, optimiser, 3, batch_size=16, order=orders.__getitem__)
    for s in range(3):
        tensors = [torch.tensor(p, requires_grad=True) for p in start[s]]
        theirs = {
            "sgd": torch.optim.SGD(tensors, lr=0.2),
            # PyTorch adds epsilon after its correction, Keras before: make epsilon negligible.
            "adam": torch.optim.Adam(tensors, lr=0.01, eps=1e-12),
        }[name]
        for epoch in (1, 2, 3):
            for first in range(0, N, 16):
                rows = orders[epoch][s, first : first + 16]
                h = torch.tensor(X[0, rows])
                for W, b, f in zip(tensors[:3], tensors[3:], net.activations, strict=True):
                    h = f.torch(h @ W + b)
                theirs.zero_grad()
                torch.nn.functional.cross_entropy(h, torch.tensor(Y[0, rows])).backward()
                theirs.step()
        for ours, tensor in zip(net.parameters, tensors, strict=True):
            np.testing.assert_allclose(ours[s], tensor.detach().numpy(), rtol=1e-6, atol=1e-9)


def test_streams_of_neighbouring_seeds_and_purposes_differ():
    seeds = [0, 1, 2**32, 2**63, 2**63 + 1, 2**64 - 1]
    draws = {stream(s, p).random() for s in seeds for p in ("data", "weights", "order")}
    assert len(draws) == 18
    with pytest.raises(ValueError, match=r"to 2\*\*64 - 1"):
        stream(2**64, "data")
