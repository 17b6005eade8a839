"""Signals and gradients through depth, against PyTorch, known integrals and wide networks."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nnlab import records
from nnlab.activations.catalogue import activation
from nnlab.activations.leaky_relu import leaky_relu
from nnlab.experiments.gradient_flow import GAINS, Setting, draw, gain, inputs, run
from nnlab.models.mean_field import gradient_back, mean_field
from nnlab.models.signals import gradients_back, moments
from nnlab.naming import UnknownNameError
from nnlab.studies.catalogue import STUDIES


@pytest.mark.parametrize(
    ("f", "second", "slope"),
    [
        (activation("identity"), 1.0, 1.0),
        (activation("relu"), 0.5, 0.5),
        (leaky_relu(-1.0), 1.0, 1.0),
        (leaky_relu(0.5), 0.625, 0.625),
    ],
)
def test_moments_of_piecewise_linear_functions(f, second, slope):
    found = moments(f)
    assert found.second == pytest.approx(second, abs=1e-4)
    assert found.slope == pytest.approx(slope, abs=1e-4)


@pytest.mark.parametrize("name", ["sigmoid", "mish", "gelu"])
def test_moments_by_gauss_hermite(name):
    f = activation(name)
    z, w = np.polynomial.hermite_e.hermegauss(80)
    w = w / w.sum()
    assert moments(f).second == pytest.approx(w @ f(z) ** 2, rel=1e-5)
    assert moments(f).slope == pytest.approx(w @ f.derivative(z) ** 2, rel=1e-5)


@pytest.mark.parametrize("name", ["relu", "tanh", "mish"])
def test_gradients_back_are_autograds(name):
    setting = Setting(name, depth=4, width=6, examples=5, bias=0.1)
    net = draw(setting, [3])
    X, last = inputs(setting, [3])
    a, kept = torch.tensor(X[0]), []
    for W, b in zip(net.weights, net.biases, strict=True):
        kept.append(a @ torch.tensor(W[0]) + torch.tensor(b[0]))
        if len(kept) == 1:
            kept[0].requires_grad_()
        else:
            kept[-1].retain_grad()
        a = activation(name).torch(kept[-1])
    (a * torch.tensor(last[0])).sum().backward()
    for dz, z in zip(gradients_back(net, X, last)[1], kept, strict=True):
        np.testing.assert_allclose(dz[0], z.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize(("name", "scheme"), [("tanh", "lecun"), ("relu", "he"), ("swish", "he")])
def test_mean_field_foretells_a_wide_network(name, scheme):
    history = run(Setting(name, scheme, depth=10, width=512, examples=16), [0, 1])
    measured = (history["gradient"] - history["gradient"][:, -1:]).mean(axis=0)
    f = activation(name)
    np.testing.assert_allclose(gradient_back(f, gain(scheme, f), 10), measured, atol=0.06)
    q, _ = mean_field(f, gain(scheme, f), 10)
    forward = 2 * history["signal"].mean(axis=0)[:-1] + np.log10(gain(scheme, f))
    np.testing.assert_allclose(np.log10(q[1:]), forward, atol=0.12)


def test_relu_factor_is_half_the_gain():
    _, chi = mean_field(activation("relu"), 3.0, 5)
    np.testing.assert_allclose(chi, 1.5, rtol=1e-6)


def test_a_run_is_the_same_alone_and_in_a_batch():
    setting = Setting("mish", depth=6, width=16, examples=8)
    together, alone = run(setting, [4, 5, 6]), run(setting, [5])
    for name, values in alone.items():
        np.testing.assert_allclose(together[name][1], values[0], atol=1e-5)


def test_dead_and_zero_units_are_counted():
    off = run(Setting("relu", depth=3, width=8, examples=4, bias=-50.0), [0])
    assert (off["dead"] == 1).all()
    assert (off["zeros"] == 1).all()
    assert not run(Setting("tanh", depth=3, width=8, examples=4), [0])["dead"].any()


def test_unknown_scheme_is_named():
    with pytest.raises(UnknownNameError, match="hee"):
        gain("hee", activation("relu"))
    assert set(GAINS) == {"lecun", "he", "corrected", "double he"}


def test_recorded_runs_come_out_again():
    study, record = STUDIES["gradient-flow"], records.load("gradient-flow")
    for label in ("mish-corrected", "dead-w4-d50-b0"):
        members = [0, 31]
        history = run(study.settings[label], [study.first_seed + m for m in members])
        results = record["settings"][label]["results"]
        back = history["gradient"][:, 0] - history["gradient"][:, -1]
        recorded = np.array(results["gradient back"]["49"])[members]
        np.testing.assert_allclose(back, recorded, atol=0.01)
        dead = np.array(results["dead"])[members]
        np.testing.assert_allclose(history["dead"].mean(axis=1), dead, atol=0.005)
