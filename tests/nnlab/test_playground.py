"""The playground's networks against its own algorithm written anew, autograd, and themselves."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from benchmarks.bench_playground import loop
from scipy.optimize import minimize

from nnlab.activations.by_output import IN_PLACE, in_place
from nnlab.activations.catalogue import FIXED
from nnlab.activations.mish import MISH
from nnlab.datasets.playground import NAMES, draw_batch
from nnlab.datasets.playground import draw as draw_points
from nnlab.experiments import playground_theory as theory
from nnlab.experiments.playground import (
    ACTIVATIONS,
    FEATURES,
    LINEAR,
    LOSS,
    Setting,
    as_sigmoid,
    draw,
    end_to_end,
    evaluate,
    features,
    output_at,
    run,
    train,
    train_together,
)
from nnlab.experiments.playground_films import trace
from nnlab.models.mlp import MLP, forward
from nnlab.models.stacks import TINY, arrange
from nnlab.naming import UnknownNameError
from nnlab.training.by_output import fit

double = partial(Setting, precision="float64")  # where the last digits are compared


class Node:
    """A unit with its incoming links, which accumulate their derivatives over a batch."""

    def __init__(self, weights, bias, activation):
        self.weights, self.bias, self.activation = list(weights), float(bias), activation
        self.sums, self.bias_sum = [0.0] * len(self.weights), 0.0

    def update(self, inputs):
        self.inputs = inputs
        total = self.bias
        for weight, value in zip(self.weights, inputs, strict=True):
            total += weight * value
        self.output = {
            "tanh": math.tanh,
            "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
            "relu": lambda z: max(0.0, z),
            "linear": lambda z: z,
        }[self.activation](total)
        return self.output

    def back(self, error):
        """Accumulate, given the derivative by the output; return those by the inputs."""
        slope = {
            "tanh": 1 - self.output**2,
            "sigmoid": self.output * (1 - self.output),
            "relu": float(self.output > 0),
            "linear": 1.0,
        }[self.activation]
        self.bias_sum += error * slope
        for i, value in enumerate(self.inputs):
            self.sums[i] += error * slope * value
        return [error * slope * weight for weight in self.weights]

    def learn(self, rate, count):
        self.bias -= rate * self.bias_sum / count
        self.weights = [w - rate * s / count for w, s in zip(self.weights, self.sums, strict=True)]
        self.sums, self.bias_sum = [0.0] * len(self.weights), 0.0


def by_hand(setting: Setting, seed: int, epochs: int) -> list[list[Node]]:
    """TensorFlow Playground's loop, point by point, in plain Python."""
    net, data = draw(setting, [seed]), draw_points(setting.data, seed).train
    kinds = [*[setting.activation] * len(setting.hidden), "tanh"]
    layers = [
        [Node(W[0, :, j], b[0, j], kind) for j in range(W.shape[2])]
        for W, b, kind in zip(net.weights, net.biases, kinds, strict=True)
    ]
    for _ in range(epochs):
        for i, (point, target) in enumerate(zip(features(setting, data.x), data.y, strict=True)):
            values = [float(v) for v in point]
            for layer in layers:
                values = [node.update(values) for node in layer]
            errors = [values[0] - target]
            for layer in reversed(layers):
                parts = [node.back(e) for node, e in zip(layer, errors, strict=True)]
                errors = [sum(column) for column in zip(*parts, strict=True)]
            if (i + 1) % setting.batch == 0:
                for node in (node for layer in layers for node in layer):
                    node.learn(setting.rate, setting.batch)
    return layers


@pytest.mark.parametrize(
    "setting",
    [
        *(double(data, a) for data, a in zip(NAMES, ACTIVATIONS, strict=True)),
        double("spiral", "relu", (4, 2), tuple(FEATURES), rate=0.1),
        double("xor", "sigmoid", (3, 3, 2), batch=50),
    ],
    ids=str,
)
def test_training_equals_the_playground_s_own_algorithm(setting):
    epochs = 4
    net, _ = train(replace(setting, checkpoints=(0, epochs)), [5, 6])
    for member, seed in enumerate((5, 6)):
        layers = by_hand(setting, seed, epochs)
        for W, b, layer in zip(net.weights, net.biases, layers, strict=True):
            theirs = np.array([node.weights for node in layer]).T
            np.testing.assert_allclose(W[member], theirs, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(
                b[member], [node.bias for node in layer], rtol=1e-9, atol=1e-12
            )


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_equals_torch(activation):
    import torch

    setting = double("xor", activation, (8, 8), batch=60, checkpoints=(0, 3))  # 60 * 4 + 10
    net, _ = train(setting, [3, 4])
    data, start = draw_points("xor", 4).train, draw(setting, [4])
    tensors = [torch.tensor(p[0].copy(), requires_grad=True) for p in start.parameters]
    optimiser = torch.optim.SGD(tensors, lr=0.03)
    X, Y = torch.tensor(data.x), torch.tensor(data.y[:, None])
    for _ in range(3):
        for first in range(0, 250, 60):
            h = X[first : first + 60]
            for W, b, f in zip(tensors[:3], tensors[3:], start.activations, strict=True):
                h = f.torch(h @ W + b)
            optimiser.zero_grad()
            (torch.nn.functional.mse_loss(h, Y[first : first + 60]) / 2).backward()
            optimiser.step()
    for ours, tensor in zip(net.parameters, tensors, strict=True):
        np.testing.assert_allclose(ours[1], tensor.detach().numpy(), rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_benchmark_s_plain_loop_learns_the_same(activation):
    seeds = range(4)
    net, _ = train(double("circle", activation, (5,), checkpoints=(0, 20)), seeds)
    for seed in seeds:
        plain = loop(activation, 5, seed, 20, "float64")
        for ours, theirs in zip(net.parameters, plain, strict=True):
            np.testing.assert_allclose(ours[seed], theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_single_precision_is_double_but_for_its_digits(activation):
    setting = Setting("circle", activation, (5,), checkpoints=(0, 20))
    single, history = train(setting, range(4))
    exact, _ = train(replace(setting, precision="float64"), range(4))
    for ours, theirs in zip(single.parameters, exact.parameters, strict=True):
        assert (ours.dtype, theirs.dtype) == (np.float32, np.float64)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    assert {name for name, values in history.items() if values.dtype == np.float64} == set()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_run_is_the_same_alone_in_any_batch_and_in_any_order(activation):
    setting = Setting("xor", activation, checkpoints=(0, 20, 40))
    seeds = [7, 3, 2000, 11, 5]
    together = run(setting, seeds)
    for position, seed in enumerate(seeds):
        alone = run(setting, [seed])
        for name, values in alone.items():
            np.testing.assert_allclose(values[0], together[name][position], rtol=1e-6)
    others = [replace(setting, data=d, activation=a) for a in ACTIVATIONS for d in NAMES]
    _, in_company = train_together(others, seeds)[others.index(setting)]
    for name, values in in_company.items():
        np.testing.assert_allclose(values, together[name], rtol=1e-6)


def test_only_set_and_activation_may_differ_in_a_stack():
    with pytest.raises(ValueError, match="differ in set and activation only"):
        train_together([Setting(), Setting("xor", rate=0.1)], [0])


def test_a_trace_is_the_run():
    setting = Setting("circle", "relu", checkpoints=(0, 10, 30))
    kept = trace(setting, 9, (0, 10, 30))
    history = run(setting, [9])
    test = draw_batch("circle", [9]).test
    for at, epoch in enumerate((0, 10, 30)):
        loss, wrong = evaluate(kept[epoch], test.x, test.y[..., None])
        assert loss[0] == pytest.approx(history["test loss"][0, at], rel=1e-6)
        assert wrong[0] == history["test wrong"][0, at]


def test_history_speaks_of_the_networks():
    setting = double("gaussians", "linear", (4,), checkpoints=(0, 2))
    net, history = train(setting, range(6))
    data = draw_batch("gaussians", range(6))
    for part, prefix in ((data.train, ""), (data.test, "test ")):
        output = np.tanh(forward(net, part.x)[0][-1][..., 0])
        expected = ((output - part.y) ** 2).mean(axis=1) / 2
        np.testing.assert_allclose(history[f"{prefix}loss"][:, -1], expected, rtol=1e-6)
        wrong = (np.sign(output) != part.y).sum(axis=1)
        np.testing.assert_array_equal(history[f"{prefix}wrong"][:, -1], wrong)
    norms = [np.linalg.norm(W.reshape(6, -1), axis=1) for W in net.weights]
    np.testing.assert_allclose(history["norms"][:, -1], np.array(norms).T, rtol=1e-6)
    # The end-to-end weight is the slope of the output before its tanh.
    score = np.arctanh(output_at(setting, net, np.array([[0.0, 0], [1e-3, 0], [0, 1e-3]])))
    slope = (score[:, 1:] - score[:, :1]) / 1e-3
    np.testing.assert_allclose(end_to_end(net), slope, rtol=1e-6)
    np.testing.assert_allclose(history["slope"][:, -1], np.linalg.norm(slope, axis=1), rtol=1e-5)


@pytest.mark.parametrize("name", IN_PLACE)
def test_activations_in_place_are_the_activations(name, rng):
    activation, form = FIXED[name], in_place(FIXED[name])
    z = np.concatenate([rng.normal(0, 3, 500), [0.0, -0.0, 1e-9, 40, -40, 800, -800]])
    a, d = z.copy(), rng.normal(size=z.shape)
    expected = d * activation.derivative(z)
    form.value(a)
    np.testing.assert_allclose(a, activation(z), rtol=0, atol=4e-16)
    form.chain(d, a)
    np.testing.assert_allclose(d, expected, rtol=0, atol=4e-15)
    with pytest.raises(UnknownNameError, match="mish"):
        in_place(MISH)


def test_a_linear_layer_keeps_the_layout_of_its_stack(rng):
    stack = arrange(rng.normal(size=(5, 4, 3)), TINY)
    assert LINEAR(stack).strides == stack.strides


def test_tanh_network_as_sigmoid_network_is_the_same_function(rng):
    points = rng.uniform(-6, 6, (50, 2))
    tanh = draw(double(activation="tanh"), range(8))
    sigmoid = draw(double(activation="sigmoid", start="as tanh"), range(8))
    ours, theirs = (output_at(double(), net, points) for net in (tanh, sigmoid))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert sigmoid.activations[0].name == "sigmoid"


def test_a_sigmoid_step_is_a_preconditioned_tanh_step(rng):
    """The rule that the page derives, with PyTorch's gradients of the tanh network."""
    import torch

    x, y, rate = rng.normal(0, 3, (1, 20, 2)), np.sign(rng.normal(size=(1, 20, 1))), 0.2
    tanh = draw(double(activation="tanh"), [1])
    sigmoid = as_sigmoid(tanh)
    fit(sigmoid, x, y, LOSS, rate, 20, 1, lambda *_: None)
    w, v, b, c = (torch.tensor(p[0].copy(), requires_grad=True) for p in tanh.parameters)
    output = torch.tanh(torch.tanh(torch.tensor(x[0]) @ w + b) @ v + c)
    (torch.nn.functional.mse_loss(output, torch.tensor(y[0])) / 2).backward()
    with torch.no_grad():
        w -= rate / 4 * w.grad
        b -= rate / 4 * b.grad
        step = rate / 4 * (v.grad + c.grad)
        v -= step
        c -= rate * c.grad + step.sum()
    moved = MLP(
        [w.detach().numpy()[None], v.detach().numpy()[None]],
        [b.detach().numpy()[None], c.detach().numpy()[None]],
        tanh.activations,
    )
    points = rng.uniform(-6, 6, (50, 2))
    np.testing.assert_allclose(
        output_at(double(), sigmoid, points), output_at(double(), moved, points), rtol=1e-10
    )


def test_features_are_the_playground_s_seven():
    setting = Setting(inputs=tuple(FEATURES))
    found = features(setting, np.array([[2.0, -3.0]]))[0]
    np.testing.assert_allclose(found, [2, -3, 4, 9, -6, np.sin(2), np.sin(-3)])


def test_least_squares_is_what_numpy_finds():
    data = draw_batch("circle", range(4)).train
    found = theory.least_squares(data.x, data.y)
    for x, y, slope in zip(data.x, data.y, found, strict=True):
        design = np.column_stack([x, np.ones(len(x))])
        np.testing.assert_allclose(slope, np.linalg.lstsq(design, y, rcond=None)[0][:2])


@pytest.mark.parametrize("data", ["circle", "xor"])
def test_a_slope_where_nothing_is_to_be_found_has_the_predicted_size(data):
    part = draw_batch(data, range(300)).train
    norms = np.linalg.norm(theory.least_squares(part.x, part.y), axis=1)
    expected = theory.median_slope(float((part.x**2).mean()), 250)
    assert np.median(norms) == pytest.approx(expected, rel=0.15)


def test_gradient_flow_conserves_and_steps_do_so_to_first_order():
    part = draw_batch("circle", range(3)).train

    def drift(rate, activation):
        net = draw(double(activation=activation), range(3))
        before = theory.conserved(net.weights[0], net.biases[0], net.weights[1])
        fit(net, part.x, part.y[..., None], LOSS, rate, 250, 1, lambda *_: None)
        after = theory.conserved(net.weights[0], net.biases[0], net.weights[1])
        return np.abs(after - before).max() / rate

    assert drift(1e-6, "linear") < 1e-5
    assert drift(1e-6, "tanh") > 1e-3  # the law is one of linear (and ReLU) units


@pytest.mark.parametrize("data", ["circle", "xor"])
def test_no_line_under_a_tanh_beats_the_constant_on_symmetric_sets(data, rng):
    """What the page says of the loss that it cannot treat on paper."""
    part = draw_points(data, 0).train
    x, y = np.concatenate([part.x, -part.x]), np.concatenate([part.y, part.y])
    weight = np.where(y > 0, 0.5 / (y > 0).sum(), 0.5 / (y < 0).sum())  # balances the classes

    def loss(p):
        return (weight * (np.tanh(x @ p[:2] + p[2]) - y) ** 2 / 2).sum()

    found = [minimize(loss, rng.normal(0, spread, 3)).fun for spread in (0.05, 0.3, 1, 1.5, 2, 3)]
    assert min(found) == pytest.approx(0.5, abs=1e-6)


def test_line_bounds_on_sets_with_known_answers(rng):
    x = rng.normal(size=(60, 2))
    assert theory.line_bounds(x, np.where(x @ [1, 2] > 0.3, 1.0, -1.0)) == (1, 1)
    corners = np.array([[1.0, 1], [-1, -1], [1, -1], [-1, 1.2]])
    assert theory.line_bounds(corners, np.array([1.0, 1, -1, -1])) == (0.75, 0.75)


def test_no_line_found_otherwise_beats_the_bound_on_the_spiral():
    data = draw_points("spiral", 0)
    x = np.concatenate([data.train.x, data.test.x])
    y = np.concatenate([data.train.y, data.test.y])
    low, high = theory.line_bounds(x, y)
    angles = np.linspace(0, 2 * np.pi, 721)
    offsets = np.linspace(-5, 5, 201)
    score = (np.stack([np.cos(angles), np.sin(angles)], 1) @ x.T)[:, None] > offsets[:, None]
    best = (score == (y > 0)).mean(axis=2).max()
    assert low - 0.02 <= best <= high


def test_bad_settings_are_named():
    with pytest.raises(UnknownNameError, match="unknown activation 'rlu'"):
        draw(Setting(activation="rlu"), [0])
    with pytest.raises(UnknownNameError, match="unknown precision 'float16'"):
        draw(Setting(precision="float16"), [0])
    with pytest.raises(UnknownNameError, match="unknown start"):
        draw(Setting(start="zero"), [0])
    with pytest.raises(UnknownNameError, match="unknown input"):
        features(Setting(inputs=("x3",)), np.zeros((1, 2)))
    with pytest.raises(UnknownNameError, match="unknown playground set"):
        run(Setting(data="moons"), [0])
