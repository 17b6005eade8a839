"""Zero weights and scaled weights: proofs checked in other ways, and by other code."""

from __future__ import annotations

import os
from itertools import pairwise

import numpy as np
import pytest

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.experiments import plateau, saddle, signal, starts
from nnlab.experiments.starts_runs import parts
from nnlab.experiments.wave import first_gradients, made_up_examples
from nnlab.initialisers.gain import gain
from nnlab.initialisers.variance_scaling import he, lecun
from nnlab.models.mean_field import (
    backward_factor,
    critical_gain,
    half_square_difference,
    mean_square,
    moments,
)
from nnlab.models.symmetry import distinct_units, stable_rank
from nnlab.training.sgd import SGD
from nnlab.training.watched import Watched
from tests.conftest import need

ACTIVATIONS = (SIGMOID, TANH, RELU)


def made_up_parts(rng, count=60):
    y = np.arange(count) % 10
    x = (rng.integers(256, size=(10, 25))[y] / 2 + rng.integers(128, size=(count, 25))).astype(
        np.uint8
    )
    return (x, y.astype(np.uint8)), (x[:20], y[:20].astype(np.uint8))


# --- initialiser -------------------------------------------------------------------------------


@pytest.mark.parametrize(("g", "same"), [(1.0, lecun()), (np.sqrt(2), he())])
def test_gain_is_lecun_and_he(g, same):
    ours, theirs = (of(np.random.default_rng(1), (40, 30)) for of in (gain(g), same))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_gain_scales_the_same_numbers_and_zero_is_zero():
    draws = {g: gain(g)(np.random.default_rng(2), (9, 4)) for g in (0, 1, 3)}
    np.testing.assert_allclose(draws[3], 3 * draws[1])
    assert not draws[0].any()
    with pytest.raises(ValueError, match="at least 0, not -1"):
        gain(-1)


# --- the wave, judged by PyTorch's autograd ----------------------------------------------------


def torch_wave(f, hidden_biases, last_bias, X, Y, steps, rate):
    """Steps x layers: has the weight a gradient other than exactly 0? Written anew in PyTorch."""
    import torch

    sizes = [25, *(len(b) for b in hidden_biases), 10]
    W = [torch.zeros(n, m, dtype=torch.float64, requires_grad=True) for n, m in pairwise(sizes)]
    b = [torch.tensor(v, requires_grad=True) for v in (*hidden_biases, last_bias)]
    X, Y = torch.tensor(X), torch.tensor(Y.argmax(1))
    seen = []
    for _ in range(steps):
        h = X
        for layer, (w, v) in enumerate(zip(W, b, strict=True)):
            h = h @ w + v
            h = f.torch(h) if layer < len(W) - 1 else h
        grads = torch.autograd.grad(torch.nn.functional.cross_entropy(h, Y), [*W, *b])
        seen.append([bool((g != 0).any()) for g in grads[: len(W)]])
        with torch.no_grad():
            for p, g in zip([*W, *b], grads, strict=True):
                p -= rate * g
    return np.array(seen)


@pytest.mark.parametrize("f", ACTIVATIONS, ids=lambda f: f.name)
@pytest.mark.parametrize(
    ("start", "wave"),
    [
        ({"bias_std": 1.0}, {"sigmoid", "tanh", "relu"}),
        ({}, {"sigmoid"}),
        ({"bias_mean": 0.5}, {"sigmoid", "tanh", "relu"}),
        ({"bias_mean": -0.5}, {"sigmoid", "tanh"}),
    ],
    ids=["random", "zero", "equal", "negative"],
)
def test_grid_of_the_four_starts(f, start, wave):
    X, Y = made_up_examples()
    setting = starts.Setting(activation=f.name, gain=0, hidden=(16, 16, 16), **start)
    weights, biases, _ = first_gradients(setting, [3], X, Y, 6)
    step, layer = np.indices((6, 4))
    expected = (layer >= 3 - step) if f.name in wave else np.zeros((6, 4), bool)
    np.testing.assert_array_equal(weights[0] > 0, expected)
    # The last bias always moves; a hidden bias moves exactly as its layer's δ does.
    assert (biases[0, :, 3] > 0).all()
    net = starts.draw(setting, [3])
    judged = torch_wave(
        f, [b[0] for b in net.biases[:-1]], net.biases[-1][0], X, Y, 6, setting.rate
    )
    np.testing.assert_array_equal(judged, expected)


def test_random_weights_reach_all_layers_at_once():
    X, Y = made_up_examples()
    for f in ACTIVATIONS:
        weights, biases, _ = first_gradients(starts.Setting(f.name), range(5), X, Y, 1)
        assert (weights > 0).all()
        assert (biases > 0).all()


def test_units_with_negative_bias_are_dead_for_ever():
    X, Y = made_up_examples()
    setting = starts.Setting("relu", gain=0, bias_std=1.0, rate=0.5)
    before = starts.draw(setting, [5])
    _, _, after = first_gradients(setting, [5], X, Y, 300)
    for layer in range(3):
        off = before.biases[layer][0] < 0
        assert 5 < off.sum() < 25
        np.testing.assert_array_equal(after.biases[layer][0][off], before.biases[layer][0][off])
        assert not after.weights[layer][0][:, off].any()
        assert not after.weights[layer + 1][0][off].any()
    assert (after.weights[1][0] != 0).any()


def test_balanced_examples_leave_an_all_zero_sigmoid_network_where_it_is(rng):
    X = rng.uniform(size=(30, 25))
    weights, biases, _ = first_gradients(
        starts.Setting("sigmoid", gain=0), [0], X, np.eye(10).repeat(3, axis=0), 20
    )
    assert max(weights.max(), biases.max()) < 1e-15


def test_watched_optimiser_makes_the_same_steps_and_sees_them(rng):
    plain, seen = [rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 4))], None
    gradients = [rng.normal(size=p.shape) for p in plain]
    watched = [p.copy() for p in plain]
    SGD(0.1).update(plain, [g.copy() for g in gradients])
    seen = Watched(SGD(0.1), 1)
    for _ in range(2):
        seen.update(watched, [g.copy() for g in gradients])
    weights, biases = seen.norms(2, 1)
    assert weights.shape == biases.shape == (2, 1, 1)
    np.testing.assert_allclose(weights[:, 0, 0], [np.linalg.norm(g) for g in gradients[0]])
    np.testing.assert_allclose(biases[:, 0, 0], [np.linalg.norm(g) for g in gradients[1]])


# --- the saddle --------------------------------------------------------------------------------


@pytest.mark.parametrize("f", ACTIVATIONS, ids=lambda f: f.name)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_fall_has_the_predicted_order_and_size(f, depth):
    X, Y = made_up_examples()
    hidden = [np.abs(np.random.default_rng(depth).normal(size=6)) for _ in range(depth)]
    ratios = [
        saddle.fall(f, hidden, X, Y, e) / saddle.predicted_fall(f, hidden, X, Y, e)
        for e in (0.08, 0.04, 0.02)
    ]
    assert abs(ratios[-1] - 1) < 0.05
    assert abs(ratios[-1] - 1) <= abs(ratios[0] - 1) + 1e-3


def test_a_wholly_dead_relu_layer_is_a_local_minimum():
    X, Y = made_up_examples()
    hidden = [np.full(6, -1.0), np.ones(6)]
    net = saddle.stationary(RELU, hidden, X, Y)
    lowest = plateau.loss_and_gradient(net, X, Y)[0][0]
    rng = np.random.default_rng(0)
    for _ in range(200):
        near = saddle.stationary(RELU, hidden, X, Y)
        for p in near.parameters:
            p += 0.01 * rng.normal(size=p.shape)
        assert plateau.loss_and_gradient(near, X, Y)[0][0] >= lowest - 1e-15


def test_hessian_against_torch(rng):
    import torch

    (x, y), _ = made_up_parts(rng, 20)
    X, Y = starts.as_inputs((x, y))
    net = plateau.draw(plateau.Setting("tanh", gain=1.0, hidden=(3,)), [0])
    shapes = [p.shape[1:] for p in net.parameters]
    ends = np.cumsum([int(np.prod(s)) for s in shapes])[:-1].tolist()

    def loss(flat):
        W1, W2, b1, b2 = (
            part.reshape(s) for part, s in zip(torch.tensor_split(flat, ends), shapes, strict=True)
        )
        logits = torch.tanh(torch.tensor(X) @ W1 + b1) @ W2 + b2
        return torch.nn.functional.cross_entropy(logits, torch.tensor(Y.argmax(1)))

    flat = torch.tensor(np.concatenate([p[0].ravel() for p in net.parameters]))
    theirs = torch.autograd.functional.hessian(loss, flat).numpy()
    np.testing.assert_allclose(plateau.hessian(net, X, Y), theirs, atol=1e-7)


def test_curvature_at_the_saddle_is_minus_the_strongest_covariance_for_relu(rng):
    (x, y), _ = made_up_parts(rng, 100)
    X, Y = starts.as_inputs(plateau.balanced((x, y)))
    strongest = np.linalg.svd(saddle.covariance(X, Y), compute_uv=False)[0]
    for depth, expected in ((1, -strongest), (2, 0.0), (3, 0.0)):
        net = saddle.stationary(RELU, [np.array([0.5, 1.0, 2.0, -1.0])] * depth, X, Y)
        lowest, _ = plateau.extreme_curvatures(net, X, Y)
        assert lowest == pytest.approx(expected, abs=1e-6)


def test_balanced_takes_each_digit_equally_often_and_refuses_too_few(rng):
    (x, y), _ = made_up_parts(rng, 200)
    assert (np.bincount(plateau.balanced((x, y))[1]) == plateau.EACH).all()
    with pytest.raises(ValueError, match="each digit needs 10 images"):
        plateau.balanced((x[:50], y[:50]))


# --- symmetry ----------------------------------------------------------------------------------


def test_distinct_units_counts_groups():
    net = starts.draw(starts.Setting(hidden=(6, 4)), [0, 1])
    for s, pairs in ((0, [(1, 0), (2, 0), (5, 4)]), (1, [])):
        for j, k in pairs:
            for array, at in ((net.weights[0], 2), (net.biases[0], 1)):
                array[s].take  # noqa: B018
                np.moveaxis(array[s], at - 1, 0)[j] = np.moveaxis(array[s], at - 1, 0)[k]
            net.weights[1][s, j] = net.weights[1][s, k]
    assert distinct_units(net, 0.0).tolist() == [[3, 4], [6, 4]]
    net.biases[0][0, 1] += 1e-9
    assert distinct_units(net, 0.0)[0, 0] == 4
    assert distinct_units(net, 1e-6)[0, 0] == 3


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_equal_units_stay_equal_and_act_as_one(rng, optimiser):
    training, others = made_up_parts(rng)
    setting = starts.Setting(
        "tanh", gain=0, bias_mean=0.5, hidden=(7, 5), optimiser=optimiser,
        rate={"sgd": 0.5, "adam": 0.01}[optimiser], epochs=20, batch=10, counted=(0, 10, 20),
    )  # fmt: skip
    net, history = starts.train(setting, [1], training, others)
    assert history["distinct"].max() == 1
    narrow = starts.draw(starts.Setting("tanh", hidden=(1, 1)), [1])
    for layer, width in enumerate((1, 7, 5)):
        narrow.weights[layer][0] = (
            width * net.weights[layer][0][:1, : narrow.weights[layer].shape[2]]
        )
        narrow.biases[layer][0] = net.biases[layer][0][: narrow.biases[layer].shape[1]]
    narrow.weights[0][0] = net.weights[0][0][:, :1]
    inputs, targets = starts.as_inputs(training)
    np.testing.assert_allclose(
        starts.evaluate(narrow, inputs, targets), starts.evaluate(net, inputs, targets), rtol=1e-9
    )


def test_stable_rank(rng):
    u, v = rng.normal(size=(5, 1)), rng.normal(size=(1, 4))
    found = stable_rank(np.array([u @ v, np.eye(5, 4), np.zeros((5, 4))]))
    np.testing.assert_allclose(found, [1, 4, 0])


def test_run_is_the_same_alone_and_in_a_batch(rng):
    training, others = made_up_parts(rng)
    setting = starts.Setting(hidden=(5,), epochs=3, batch=20, watched=4, counted=(0, 3))
    _, together = starts.train(setting, [4, 9], training, others)
    _, alone = starts.train(setting, [9], training, others)
    for name, values in alone.items():
        np.testing.assert_allclose(together[name][1:], values, rtol=1e-9, err_msg=name)
    assert alone["loss"].shape == (1, 4)
    assert alone["weight gradient"].shape == (1, 4, 2)


def test_label_frequencies_of_the_training_images():
    from nnlab.claims.initialisation import FREQUENCIES
    from nnlab.datasets import hoda

    need(os.environ.get("NNLAB_DATA"), "the data") if os.environ.get("CI") else None
    data = hoda.load()
    if data.is_stand_in:
        pytest.skip("no real data")
    (_, labels), others = parts(data)
    assert starts.prior_entropy(labels) == pytest.approx(FREQUENCIES, abs=1e-12)
    assert len(others[1]) == 5000


# --- variance ----------------------------------------------------------------------------------


def test_mean_squares_against_closed_forms():
    assert mean_square(RELU.value, 3.0) == pytest.approx(1.5, rel=1e-9)
    assert mean_square(RELU.derivative, 3.0) == pytest.approx(0.5, rel=1e-9)
    assert mean_square(IDENTITY.value, 0.7) == pytest.approx(0.7, rel=1e-9)
    # Cho and Saul (2009): the arc-cosine kernel of degree 1, for E[f(z) f(z')] of ReLU.
    q, s = 2.0, 0.6
    theta = np.arccos(1 - s / q)
    shared = q / (2 * np.pi) * (np.sin(theta) + (np.pi - theta) * np.cos(theta))
    assert half_square_difference(RELU, q, s) == pytest.approx(q / 2 - shared, rel=1e-4)
    assert half_square_difference(IDENTITY, q, s) == pytest.approx(s, rel=1e-6)


@pytest.mark.parametrize(("f", "g"), [(TANH, 1.3), (SIGMOID, 6.0)], ids=["tanh", "sigmoid"])
def test_recursions_against_random_numbers(f, g, rng):
    """A second way: draw the normal variables of each layer instead of integrating."""
    expected = moments(f, g, 6)
    q, s = g**2, g**2
    for layer in range(6):
        assert q == pytest.approx(expected.square[layer], rel=0.02)
        assert s == pytest.approx(expected.signal[layer], rel=0.03)
        cov = [[q, q - s], [q - s, q]]
        a, b = f(rng.multivariate_normal([0, 0], cov, size=400_000).T)
        q, s = g**2 * (a**2).mean(), g**2 * ((a - b) ** 2).mean() / 2
    assert expected.backward[-1] == 1


def test_critical_gains():
    assert critical_gain(RELU, 1, 2) == pytest.approx(np.sqrt(2), abs=2e-3)
    assert critical_gain(TANH, 0.5, 1.5) == pytest.approx(1, abs=0.01)
    assert backward_factor(SIGMOID, 4.0) < 0.5
    assert critical_gain(SIGMOID, 4, 20) > 9
    with pytest.raises(ValueError, match="does not pass 1"):
        critical_gain(SIGMOID, 1, 4)


def test_deltas_and_jacobian_against_torch():
    import torch

    setting = signal.Setting("tanh", "orthogonal", 0.9, depth=4, width=6, inputs=3, looked=(1, 4))
    history = signal.run(setting, [2])
    weights = signal.draw(signal.orthogonal(0.9), setting, signal.stream(2, "weights"))
    rng = signal.stream(2, "data")
    X = torch.tensor(rng.normal(size=(3, 6)), requires_grad=True)
    tensors, Z = [torch.tensor(W) for W in weights], []
    h = X
    for layer, W in enumerate(tensors):
        Z.append((torch.tanh(h) if layer else h) @ W)
        h = Z[-1]
    top = torch.tensor(rng.normal(size=(3, 6)))
    grads = torch.autograd.grad((Z[-1] * top).sum(), Z, retain_graph=True)
    backward = np.array([(g**2).mean().item() for g in grads])
    np.testing.assert_allclose(history["backward"][0], backward / backward[-1], rtol=1e-10)
    J = torch.stack([torch.autograd.grad(v, X, retain_graph=True)[0][0] for v in Z[-1][0]])
    np.testing.assert_allclose(
        history["singular"][0, 1], torch.linalg.svdvals(J).numpy(), rtol=1e-9
    )
    np.testing.assert_allclose(history["singular"][0, 0], 0.9)


def test_xavier_and_the_taper_of_the_exercise():
    """The factors of the solution on a narrowing network without activations."""
    sizes, rng = [400, 200, 100, 50, 25], np.random.default_rng(0)
    for rule, forward, backward in (
        (lambda n, m: 1 / n, 1.0, 1 / 16),  # noqa: ARG005
        (lambda n, m: 2 / (n + m), (4 / 3) ** 4, (2 / 3) ** 4),
    ):
        totals = []
        for _ in range(60):
            W = [rng.normal(0, np.sqrt(rule(n, m)), (n, m)) for n, m in pairwise(sizes)]
            product = np.linalg.multi_dot(W)
            squares = (product**2).sum()
            totals.append([squares / 25, squares / 400])
        np.testing.assert_allclose(np.mean(totals, axis=0), [forward, backward], rtol=0.1)
