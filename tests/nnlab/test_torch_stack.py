"""Networks in PyTorch against those in NumPy; curvature against dense Hessians."""

from __future__ import annotations

import os

import numpy as np
import pytest
import torch

from nnlab import records
from nnlab.activations.learnt_swish import LEARNT_SWISH
from nnlab.experiments import activations, landscapes
from nnlab.experiments.activations import Setting, Split, draw
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY
from nnlab.models import curvature
from nnlab.models.loss_plane import loss_plane
from nnlab.models.mlp import forward
from nnlab.models.torch_stack import from_mlp, layers, losses
from nnlab.seeds import stream
from nnlab.studies.catalogue import STUDIES
from nnlab.training.adam import Adam
from nnlab.training.loop import fit

CLASSES = 10


@pytest.fixture
def split(rng):
    x = rng.random((96, 25)).astype(np.float32)
    y = (x[:, :10].argmax(axis=1)).astype(np.int64)
    return Split((x, y), (x[:40], y[:40]), (x[40:80], y[40:80]))


def double(net, form):
    net.weights = [w.astype(float) for w in net.weights]
    net.biases = [b.astype(float) for b in net.biases]
    return from_mlp(net, form)


@pytest.mark.parametrize("name", ["relu", "mish", "sigmoid"])
def test_forward_and_loss_are_those_of_numpy(name, split):
    net, stack = draw(Setting(name, depth=3), [0, 1])
    x, y = split.train
    Z, _ = forward(net, x[None])
    logits = layers(stack, torch.tensor(x)[None])[-1].detach().numpy()
    np.testing.assert_allclose(logits, Z[-1], rtol=1e-4, atol=1e-5)
    onehot = np.broadcast_to(np.eye(CLASSES, dtype=np.float32)[y], Z[-1].shape)
    mine = losses(stack, torch.tensor(x)[None], torch.tensor(y)[None]).detach().numpy()
    np.testing.assert_allclose(mine, SOFTMAX_CROSS_ENTROPY(Z[-1], onehot).mean(axis=1), rtol=1e-4)


def test_training_is_that_of_numpy(split):
    setting = Setting("swish", depth=2, epochs=3, batch=40)
    x, y = split.train
    trained, curve = activations.fit(setting, [7, 8], split)
    net, _ = draw(setting, [7, 8])
    rngs = [stream(seed, "order") for seed in (7, 8)]
    fit(
        net, x[None], np.eye(CLASSES, dtype=np.float32)[y][None], SOFTMAX_CROSS_ENTROPY,
        Adam(setting.rate, epsilon=1e-8), 3, 40,
        lambda _: np.stack([r.permutation(len(x)) for r in rngs]),
    )  # fmt: skip
    for mine, theirs in zip(trained.weights, net.weights, strict=True):
        # A weight moves by up to 9e-3; where its gradient is near Adam's epsilon, the two differ.
        gap = np.abs(mine.detach().numpy() - theirs)
        assert gap.mean() < 1e-5
        assert gap.max() < 2e-3
    assert (curve[:, -1] < curve[:, 0]).all()


def test_a_run_is_the_same_alone_and_in_a_batch(split):
    setting = Setting("learnt_swish", depth=2, epochs=2, rate=1e-2)
    together = activations.train(setting, [1, 2], split)[1]
    alone = activations.train(setting, [2], split)[1]
    for name, values in alone.items():
        np.testing.assert_allclose(together[name][1], values[0], atol=1e-4)
    assert together["beta"].shape == (2, 2, 32)
    assert not np.allclose(together["beta"], 1)


def test_fixed_beta_reaches_the_network():
    linear = draw(Setting("swish", beta=0.0), [0])[1]
    z = torch.linspace(-2, 2, 5)
    np.testing.assert_allclose(linear.activation(z).numpy(), z.numpy() / 2)


def test_dead_units_and_zeros(split):
    _, stack = draw(Setting("relu", depth=2), [0])
    with torch.no_grad():
        stack.biases[0][:, :, :8] = -1e3
    zero, dead = activations.units(stack, split.train[0])
    assert dead[0] >= 8 / 64
    assert zero[0] > dead[0]


@pytest.mark.parametrize("name", ["value", "derivative", "parameter_derivative"])
def test_learnt_swish_against_autograd(name, rng):
    z, beta = rng.normal(size=(2, 50)) * 3
    tz, tb = (torch.tensor(v, requires_grad=True) for v in (z, beta))
    out = LEARNT_SWISH.torch(tz, tb)
    dz, db = torch.autograd.grad(out.sum(), (tz, tb))
    judge = {"value": out.detach(), "derivative": dz, "parameter_derivative": db}[name]
    np.testing.assert_allclose(getattr(LEARNT_SWISH, name)(z, beta), judge.numpy(), atol=1e-12)


@pytest.fixture
def small(rng):
    """A stack of two tiny networks in float64, with data."""
    net, stack = draw(Setting("mish", depth=1, width=3), [0, 1])
    stack = double(net, stack.activation)
    X = torch.tensor(rng.random((1, 20, 25)))
    Y = torch.tensor(rng.integers(0, CLASSES, (1, 20)))
    return stack, X, Y


def dense_hessian(stack, member, X, Y):
    parts = [p[member].detach() for p in stack.parameters]
    sizes = [p.numel() for p in parts]

    def loss(flat):
        pieces = [v.view(1, *p.shape) for v, p in zip(flat.split(sizes), parts, strict=True)]
        return losses(stack.with_parameters(pieces), X, Y).sum()

    flat = torch.cat([p.flatten() for p in parts])
    return torch.autograd.functional.hessian(loss, flat)


def test_hessian_products_and_largest_eigenvalue(small):
    stack, X, Y = small
    v = [torch.randn_like(p) for p in stack.parameters]
    Hv = curvature.hessian_times(stack, X, Y, v)
    top = curvature.largest_eigenvalue(stack, X, Y, v, steps=200)
    for member in range(2):
        H = dense_hessian(stack, member, X, Y)
        flat = torch.cat([t[member].flatten() for t in v])
        mine = torch.cat([t[member].flatten() for t in Hv])
        np.testing.assert_allclose(mine.numpy(), (H @ flat).numpy(), atol=1e-10)
        values = torch.linalg.eigvalsh(H).numpy()
        assert top[member] == pytest.approx(values[np.abs(values).argmax()], rel=1e-3)


def test_filter_normalised_directions_have_the_size_of_the_weights(small):
    stack, *_ = small
    d = [torch.randn_like(p) for p in stack.parameters]
    scaled = curvature.filter_normalised(stack, d)
    for weight, s in zip(stack.weights, scaled, strict=False):
        np.testing.assert_allclose(
            s.norm(dim=1).numpy(), weight.detach().norm(dim=1).numpy(), rtol=1e-12
        )
    assert not any(s.abs().sum() for s in scaled[len(stack.weights) :])


def test_slopes_along_a_line_are_those_of_the_losses(small):
    stack, X, Y = small
    d = curvature.filter_normalised(stack, [torch.randn_like(p) for p in stack.parameters])
    h = 1e-5
    values, slopes = curvature.slopes_along(stack, X, Y, d, [0.3 - h, 0.3, 0.3 + h])
    np.testing.assert_allclose(slopes[:, 1], (values[:, 2] - values[:, 0]) / (2 * h), rtol=1e-5)


def test_loss_plane_is_the_loss_at_each_point(small):
    stack, X, Y = small
    one = stack.with_parameters([p.detach()[:1] for p in stack.parameters])
    a, b = ([torch.randn_like(p) for p in one.parameters] for _ in range(2))
    ticks = np.array([-0.5, 0.0, 0.25])
    plane = loss_plane(one, (a, b), ticks, X, Y)
    there = [p + 0.25 * u - 0.5 * v for p, u, v in zip(one.parameters, a, b, strict=True)]
    expected = losses(one.with_parameters(there), X, Y).item()
    assert plane[0, 2] == pytest.approx(expected, rel=1e-10)
    with pytest.raises(ValueError, match="one network"):
        loss_plane(stack, (a, b), ticks, X, Y)


def test_roughness_of_known_surfaces():
    ticks = np.linspace(-3, 3, landscapes.SIDE)
    x, y = np.meshgrid(ticks, ticks)
    flat, bowl, ridge = x + 2 * y, x**2 + y**2, np.abs(x) + 0 * y
    found = landscapes.roughness(np.stack([flat, bowl, ridge]))
    assert found[0] < 1e-10
    assert found[1] < found[2]


def test_recorded_runs_come_out_again():
    if not os.environ.get("NNLAB_DATA"):
        pytest.skip("NNLAB_DATA is not set: no real data to train on")
    for name, label, metric, bound in (
        ("activations", "mish-d2-r0.01", "test accuracy", 0.006),
        ("landscapes", "swish-d2", "roughness", 1e-3),
        ("landscapes", "swish-d2", "bend at start", 0.05),
    ):
        study, record = STUDIES[name], records.load(name)
        members = [0, 11]
        seeds = [study.first_seed + m for m in members]
        history = study.experiment.run(study.settings[label], seeds)
        recorded = np.array(record["settings"][label]["results"][metric])[members]
        # float32 rounds differently on another processor, and training amplifies it.
        np.testing.assert_allclose(history[metric], recorded, atol=bound)
