"""Generalisation: the experiments against PyTorch, NumPy's own solvers, and theory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.optimize import linprog

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.experiments import double_descent, generalisation, generalisation_runs, peak
from nnlab.experiments.generalisation import Images, Setting, draw, draw_examples, train
from nnlab.initialisers.normal import normal
from nnlab.models.least_squares import ridge_predictions
from nnlab.models.mlp import MLP, backward, forward, initialise
from nnlab.seeds import stream
from nnlab.statistics.bounds import examples_needed, gap_bound, log_networks
from nnlab.studies.generalisation import EQUAL, SETTINGS, WIDTH, as_many_as, equal, wide, width_for
from nnlab.training.adam import Adam
from nnlab.training.decay import Decay
from nnlab.training.dropout import Dropout

TINY = Setting(hidden=(8, 6), examples=60, steps=12, batch=20, rate=0.01)


@pytest.fixture(scope="module")
def images():
    """Made-up digits that can be learnt: a template a class, and noise."""
    rng = np.random.default_rng(0)
    templates = rng.integers(0, 256, (10, 25))

    def part(count):
        y = rng.integers(0, 10, count)
        x = np.clip(templates[y] + rng.normal(0, 60, (count, 25)), 0, 255)
        return x.astype(np.uint8), y.astype(np.uint8)

    originals = [rng.integers(0, 2, (12, 9)).astype(np.uint8) * 255 for _ in range(400)]
    return Images(part(400), part(150), lambda: originals)


@pytest.mark.parametrize("options", [
    {}, {"dropout": 0.3}, {"decoupled": 0.3, "noise": 0.3}, {"held_out": 20},
    {"shifted": True, "steps": 27},
    {"target": "halfspace", "l2": 0.01},
])  # fmt: skip
def test_a_run_is_the_same_alone_and_in_a_batch(images, options):
    setting = replace(TINY, **options)
    together, alone = train(setting, [3, 4, 5], images)[1], train(setting, [4], images)[1]
    for name, values in together.items():
        np.testing.assert_allclose(values[1], alone[name][0], rtol=1e-4, atol=1e-6)


def test_training_is_that_of_pytorch(images):
    """The same weights, images and order in torch.nn and torch.optim."""
    setting = replace(TINY, examples=40)
    start, (training, _, test) = draw(setting, [7]), draw_examples(setting, [7], images)
    modules = []
    for W, b in zip(start.weights, start.biases, strict=True):
        linear = torch.nn.Linear(*W[0].shape)
        linear.weight.data, linear.bias.data = torch.tensor(W[0].T.copy()), torch.tensor(b[0])
        modules += [linear, torch.nn.ReLU()]
    model = torch.nn.Sequential(*modules[:-1])
    optimiser = torch.optim.Adam(model.parameters(), lr=setting.rate, eps=1e-7)
    x, y = torch.tensor(training.X[0]), torch.tensor(training.Y[0].argmax(1))
    rng, cross_entropy = stream(7, "order"), torch.nn.functional.cross_entropy
    for _ in range(6):
        for rows in rng.permutation(40).reshape(2, 20):
            optimiser.zero_grad()
            cross_entropy(model(x[rows]), y[rows]).backward()
            optimiser.step()
    history = train(setting, [7], images)[1]
    with torch.no_grad():
        loss = cross_entropy(model(x), y).item()
        out, wanted = model(torch.tensor(test.X[0])), torch.tensor(test.Y[0].argmax(1))
    assert history["step"][0, -1] == 12
    np.testing.assert_allclose(history["loss"][0, -1], loss, rtol=1e-3)
    test_loss = cross_entropy(out, wanted).item()
    np.testing.assert_allclose(history["test loss"][0, -1], test_loss, rtol=1e-3)


def test_training_sets_are_nested_and_noise_replaces_labels(images):
    small, large = (draw_examples(replace(TINY, examples=n), [1], images)[0] for n in (30, 200))
    np.testing.assert_array_equal(small.X[0], large.X[0, :30])
    np.testing.assert_array_equal(small.Y[0], large.Y[0, :30])
    noisy = draw_examples(replace(TINY, examples=400, noise=0.5), range(20), images)[0].Y
    clean = draw_examples(replace(TINY, examples=400), range(20), images)[0].Y
    changed = (noisy.argmax(-1) != clean.argmax(-1)).mean()
    assert abs(changed - 0.5 * 0.9) < 0.02  # one in ten of those replaced is drawn right


def test_halfspace_labels_can_be_separated_by_a_plane(images):
    training = draw_examples(replace(TINY, target="halfspace", examples=300), [2], images)[0]
    sign = 2.0 * training.Y[0].argmax(1) - 1
    assert abs(sign.mean()) < 0.9
    design = sign[:, None] * np.column_stack([training.X[0], np.ones(300)])
    found = linprog(np.zeros(26), A_ub=-design, b_ub=-np.ones(300), bounds=(None, None))
    assert found.success


def test_held_out_images_are_not_trained_on(images):
    setting = replace(TINY, held_out=20)
    training, held_out, _ = draw_examples(setting, [1], images)
    whole = draw_examples(TINY, [1], images)[0]
    assert training.X.shape[1] == 40
    np.testing.assert_array_equal(np.concatenate([training.X, held_out.X], axis=1), whole.X)
    with pytest.raises(ValueError, match="copies"):
        draw_examples(replace(setting, shifted=True), [1], images)


def test_shift_moves_and_fills_with_black():
    image = np.arange(1, 13, dtype=np.uint8).reshape(4, 3)
    np.testing.assert_array_equal(generalisation.shift(image, 0, 0), image)
    for down, right in generalisation.SHIFTS:
        padded = np.pad(image, 1)[1 - down : 5 - down, 1 - right : 4 - right]
        np.testing.assert_array_equal(generalisation.shift(image, down, right), padded)


def test_pool_test_and_validation_do_not_meet():
    runs = generalisation_runs
    places = [set(range(*s.indices(58_800))) for s in (runs.POOL, runs.TEST, runs.VALIDATION)]
    assert sum(len(p) for p in places) == len(set.union(*places)) == 58_800


def test_matched_networks_have_as_many_parameters():
    for depth in (3, 8):
        layers, layer = SETTINGS[f"deep-{depth}-n100"], wide(depth)
        assert layers.hidden == (WIDTH,) * depth
        assert len(layer.hidden) == 1
        assert SETTINGS[f"{as_many_as(depth)}-n100"].hidden == layer.hidden
        assert abs(layers.parameters - layer.parameters) <= 18  # half of what one unit brings
        assert abs(equal(depth).parameters / EQUAL - 1) < 0.04
    assert width_for(1, 550) == 15


def test_dropout_against_autograd():
    """Forward and backward with the drawn mask are what PyTorch derives from the forward pass."""
    rngs = [np.random.default_rng(s) for s in (1, 2)]
    plain = initialise([1, 2], (5, 40, 3), (RELU, IDENTITY), normal(0.5), normal(0.5))
    layer = Dropout(RELU, 0.25, rngs)
    net = MLP(plain.weights, plain.biases, (layer, IDENTITY))
    X, dA = (np.random.default_rng(3).normal(size=(2, 50, n)) for n in (5, 3))
    Z, A = forward(net, X)
    dW, db = backward(net, Z, A, dA)
    dropped = (layer.mask == 0).mean()
    assert set(np.unique(layer.mask).round(9)) == {0.0, round(1 / 0.75, 9)}
    assert abs(dropped - 0.25) < 0.03
    W, b = ([torch.tensor(p, requires_grad=True) for p in ps] for ps in (net.weights, net.biases))
    hidden = torch.relu(torch.tensor(X) @ W[0] + b[0][:, None]) * torch.tensor(layer.mask)
    ((hidden @ W[1] + b[1][:, None]) * torch.tensor(dA)).sum().backward()
    for ours, theirs in zip([*dW, *db], [*W, *b], strict=True):
        np.testing.assert_allclose(ours, theirs.grad.numpy(), atol=1e-12)
    with pytest.raises(ValueError, match="dropout rate"):
        Dropout(RELU, 1.0, rngs)


@pytest.mark.parametrize(("form", "judge"), [
    ({"l2": 0.1}, torch.optim.Adam), ({"decoupled": 0.01 * 0.1}, torch.optim.AdamW),
])  # fmt: skip
def test_decay_against_pytorch(form, judge):
    rng = np.random.default_rng(0)
    W, b = rng.normal(size=(1, 4, 3)), rng.normal(size=(1, 3))
    tensors = [torch.tensor(p.copy(), requires_grad=True) for p in (W, b)]
    groups = [
        {"params": tensors[:1], "weight_decay": 0.1},
        {"params": tensors[1:], "weight_decay": 0.0},
    ]
    theirs = judge(groups, lr=0.01, eps=1e-12)
    ours = Decay(Adam(0.01, epsilon=1e-12), weights=1, **form)
    for _ in range(20):
        gradients = [rng.normal(size=p.shape) for p in (W, b)]
        for tensor, gradient in zip(tensors, gradients, strict=True):
            tensor.grad = torch.tensor(gradient.copy())
        ours.update([W, b], gradients)
        theirs.step()
    # AdamW takes its share off before the step, we after it: equal up to rate × decay × step.
    for mine, tensor in zip((W, b), tensors, strict=True):
        np.testing.assert_allclose(mine, tensor.detach().numpy(), atol=3e-4)


@pytest.mark.parametrize("p", [7, 20, 40])
def test_ridge_against_normal_equations_and_lstsq(p):
    rng = np.random.default_rng(p)
    design, targets, new = (rng.normal(size=s) for s in ((20, p), (20, 3), (5, p)))
    ridges = (0.0, 0.3)
    norms, (predicted,), s = ridge_predictions(design, targets, ridges, new)
    shortest = np.linalg.lstsq(design, targets, rcond=None)[0]
    penalised = np.linalg.solve(design.T @ design + 0.3 * np.eye(p), design.T @ targets)
    for i, weights in enumerate((shortest, penalised)):
        np.testing.assert_allclose(predicted[i], new @ weights, atol=1e-9)
        np.testing.assert_allclose(norms[i], np.linalg.norm(weights))
    np.testing.assert_allclose(s, np.linalg.svd(design, compute_uv=False))


def test_directions_without_variance_are_left_out():
    design = np.ones((6, 4))  # rank 1
    _, (predicted,), s = ridge_predictions(design, np.arange(6.0)[:, None], (0.0,), design)
    assert len(s) == 1
    np.testing.assert_allclose(predicted, 2.5)


def test_double_descent_parts_add_up_and_peak(images):
    setting = double_descent.Setting(examples=40, features=(10, 40, 200), ridges=(0.0, 10.0))
    history = double_descent.run(setting, [1, 2, 3], images.pool, images.test)
    np.testing.assert_allclose(
        history["test square"], history["bias"] + history["variance"], rtol=1e-3
    )
    error = history["test error"].mean(axis=0)
    assert error[0, 1] > 1.3 * max(error[0, 0], error[0, 2])  # without a ridge
    assert error[1, 1] < error[0, 1]
    assert (history["train error"][:, 0, 2] == 0).all()
    alone = double_descent.run(setting, [2], images.pool, images.test)
    np.testing.assert_array_equal(alone["bias"][0], history["bias"][1])


@pytest.mark.parametrize(("n", "p"), [(40, 10), (40, 80), (15, 60)])
def test_variance_formula(n, p):
    found = peak.noise_variance(n, p, range(300))
    error = found.std(ddof=1) / np.sqrt(len(found))
    assert abs(found.mean() - peak.expected_variance(n, p)) < 4 * error
    assert peak.expected_variance(n, n + 1) == np.inf


def test_shortest_fits_pass_near_the_points_with_many_features():
    x, y = peak.noisy_points(1)
    assert (np.diff(x) > 0).all()
    curves = peak.shortest_fits(x, y, [5, 200], seed=0)
    at = np.abs(peak.GRID[:, None] - x).argmin(axis=0)
    assert np.abs(curves[1][at] - y).max() < 0.3 < np.abs(curves[0] - curves[1]).max()


def test_bound_covers_and_is_the_formula():
    rng = np.random.default_rng(0)
    errors = rng.binomial(100, 0.3, (2000, 20)) / 100  # 20 functions, 100 examples each
    worst = np.abs(errors - 0.3).max(axis=1)
    assert (worst <= gap_bound(100, np.log(20))).mean() >= 0.95
    assert (worst <= gap_bound(100)).mean() < 0.95  # the bound for one function does not do
    assert gap_bound(1000, log_networks(3455)) == pytest.approx(6.19, abs=0.01)
    n = examples_needed(0.05, log_networks(260))
    assert gap_bound(n, log_networks(260)) <= 0.05 < gap_bound(n - 1, log_networks(260))
