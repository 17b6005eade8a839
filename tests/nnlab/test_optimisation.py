"""Second derivatives and the methods that use them, against PyTorch, SciPy and differences."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy import optimize

from nnlab.activations.identity import IDENTITY
from nnlab.activations.relu import RELU
from nnlab.activations.tanh import TANH
from nnlab.experiments import cost, plateau, second_order
from nnlab.experiments.activations import Split
from nnlab.initialisers.normal import normal
from nnlab.models.jacobians import bend, flattened, jacobian, pushed, unflattened
from nnlab.models.mlp import forward, initialise
from nnlab.models.surfaces import Kink, Quadratic, TwoWeights, Valley, turned
from nnlab.naming import UnknownNameError
from nnlab.training import conjugate, library, newton
from nnlab.training.adam import Adam
from nnlab.training.descent import descend
from nnlab.training.momentum import HeavyBall, best_for
from nnlab.training.objective import NetworkObjective
from nnlab.training.sgd import SGD
from nnlab.training.trace import Counted

SHAPES = {"softmax": (4, 3), "network": (4, 3, 5), "sigmoid": (2, 3, 1)}


@pytest.fixture(params=SHAPES)
def objective(request, rng):
    sizes = SHAPES[request.param]
    hidden = (TANH,) * (len(sizes) - 2)
    net = initialise([1], sizes, (*hidden, IDENTITY), normal(), normal())
    X, k = rng.normal(size=(7, sizes[0])), sizes[-1]
    Y = rng.integers(0, 2, size=(7, 1)) * 1.0 if k == 1 else np.eye(k)[rng.integers(0, k, size=7)]
    return NetworkObjective(net, X, Y, 0.01)


def torch_value(objective, x):
    """The same objective in PyTorch, from the flat vector."""
    import torch

    shapes = [p.shape[1:] for p in objective.like.parameters]
    parts = torch.split(x, [int(np.prod(s)) for s in shapes])
    arrays = [p.reshape(tuple(s)) for p, s in zip(parts, shapes, strict=True)]
    layers, a = len(arrays) // 2, torch.tensor(objective.X)
    for i in range(layers):
        a = a @ arrays[i] + arrays[layers + i]
        a = torch.tanh(a) if i < layers - 1 else a
    Y, F = torch.tensor(objective.Y), torch.nn.functional
    of = F.binary_cross_entropy_with_logits if Y.shape[1] == 1 else F.cross_entropy
    return of(a, Y) + objective.decay / 2 * (x**2).sum()


def test_objective_agrees_with_pytorch(objective, rng):
    import torch

    x = flattened(objective.like)[0]
    leaf = torch.tensor(x, requires_grad=True)
    value = torch_value(objective, leaf)
    gradient = torch.autograd.grad(value, leaf)[0].numpy()
    hessian = torch.autograd.functional.hessian(lambda t: torch_value(objective, t), leaf).numpy()
    ours = objective.value_and_gradient(x)
    np.testing.assert_allclose(ours[0], value.item(), rtol=1e-12)
    np.testing.assert_allclose(ours[1], gradient, atol=1e-12)
    np.testing.assert_allclose(objective.hessian(x), hessian, atol=1e-12)
    v = rng.normal(size=len(x))
    G = objective.gauss_newton(x)
    np.testing.assert_allclose(objective.gauss_newton_times(x, v), G @ v, atol=1e-12)
    assert np.linalg.eigvalsh(G)[0] >= 0.01 - 1e-12
    if len(objective.like.weights) == 1:
        np.testing.assert_allclose(G, hessian, atol=1e-12)


def test_many_points_at_once_are_each_alone(objective, rng):
    x = rng.normal(size=(3, flattened(objective.like).shape[1]))
    values, gradients = objective.value_and_gradient(x)
    for point, value, gradient in zip(x, values, gradients, strict=True):
        alone = objective.value_and_gradient(point)
        np.testing.assert_allclose(alone[0], value, rtol=1e-13)
        np.testing.assert_allclose(alone[1], gradient, atol=1e-14)


def test_jacobian_of_a_deep_network_is_its_slope(rng):
    net = initialise([0], (3, 4, 5, 2), (TANH, TANH, IDENTITY), normal(), normal())
    X, v, h = rng.normal(size=(6, 3)), rng.normal(size=53), 1e-6
    ends = [forward(unflattened(flattened(net) + t * v, net), X[None])[1][-1][0] for t in (h, -h)]
    slope = (ends[0] - ends[1]) / (2 * h)
    np.testing.assert_allclose(jacobian(net, X) @ v, slope, atol=1e-7)
    np.testing.assert_allclose(pushed(net, X, v), slope, atol=1e-7)


def test_flat_vectors_are_the_other_chapters_flat_vectors():
    net = initialise([0, 1], (3, 4, 2), (TANH, IDENTITY), normal(), normal())
    ours, theirs = (f(flattened(net), net) for f in (unflattened, plateau.unflattened))
    for a, b, c in zip(ours.parameters, theirs.parameters, net.parameters, strict=True):
        assert (a == b).all()
        assert (a == c).all()


def test_bend_refuses_what_it_does_not_know():
    net = initialise([0], (3, 4, 2), (RELU, IDENTITY), normal(), normal())
    with pytest.raises(ValueError, match="one layer of tanh or none"):
        bend(net, np.zeros((1, 3)), np.zeros((1, 2)))


@pytest.mark.parametrize("surface", [
    Quadratic(turned(np.array([1.0, 7.0]), np.random.default_rng(0))), Valley(), TwoWeights(),
    Kink(0.3, np.array([[0.6, -0.8], [0.8, 0.6]])),
], ids=lambda s: type(s).__name__)  # fmt: skip
def test_surfaces_have_the_slopes_and_curvatures_they_say(surface, rng):
    x, h = rng.normal(size=2), 1e-6
    moves = h * np.concatenate([np.eye(2), -np.eye(2)])
    values, gradients = surface.value_and_gradient(x + moves)
    _, gradient = surface.value_and_gradient(x)
    np.testing.assert_allclose((values[:2] - values[2:]) / (2 * h), gradient, atol=1e-6)
    slopes = (gradients[:2] - gradients[2:]) / (2 * h)
    np.testing.assert_allclose(slopes, surface.hessian(x), atol=1e-4)


def test_turned_keeps_the_eigenvalues(rng):
    values = np.array([1.0, 2.0, 50.0])
    np.testing.assert_allclose(np.linalg.eigvalsh(turned(values, rng)), values, rtol=1e-12)


def test_newton_cubes_at_a_kink():
    kink = Kink(0.5, np.eye(1))
    trace = newton.minimise(kink, np.array([0.3]), newton.newton, 1, search=False)
    np.testing.assert_allclose(trace.end, -(0.3**3) / 0.25, rtol=1e-12)


def test_heavy_ball_is_pytorchs_momentum(rng):
    import torch

    start, H = rng.normal(size=3), np.diag([1.0, 2.0, 3.0])
    leaf = torch.tensor(start.copy(), requires_grad=True)
    theirs = torch.optim.SGD([leaf], lr=0.1, momentum=0.8)
    for _ in range(20):
        theirs.zero_grad()
        (leaf @ torch.tensor(H) @ leaf / 2).backward()
        theirs.step()
    ours = descend(Quadratic(H), start, HeavyBall(0.1, 0.8), 20)
    np.testing.assert_allclose(ours.end, leaf.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize("wrong", [(0.0, 0.5), (0.1, 1.0), (0.1, -0.1)])
def test_heavy_ball_refuses_what_does_not_descend(wrong):
    with pytest.raises(ValueError, match="do not descend"):
        HeavyBall(*wrong)


def test_rates_on_a_quadratic_are_the_derived_ones():
    """The spectral radius of each iteration matrix, found without the derivation."""
    eigenvalues, kappa = np.linspace(1, 100, 400), 100
    assert max(abs(1 - 2 / 101 * eigenvalues)) == pytest.approx((kappa - 1) / (kappa + 1))
    ball = best_for(1, 100)
    radii = [
        abs(np.linalg.eigvals([[1 + ball.momentum - ball.rate * v, -ball.momentum], [1, 0]])).max()
        for v in eigenvalues
    ]
    assert max(radii) == pytest.approx(9 / 11, rel=1e-6)


def test_double_root_has_the_factor_k():
    ball = best_for(1, 100)
    trace = descend(Quadratic(np.eye(1)), np.ones(1), ball, 30, kept=lambda _: True)
    r = 9 / 11
    expected = [(1 + k * (1 - r)) * r**k for k in range(31)]
    np.testing.assert_allclose([trace.points[k][0] for k in range(31)], expected, rtol=1e-6)


def test_conjugate_gradients_solve_and_end_after_n_steps(rng):
    H = turned(np.array([1.0, 2.0, 5.0, 9.0]), rng)
    b = rng.normal(size=4)
    found = conjugate.conjugate_gradients(lambda v: H @ v, b, 10, 1e-10)
    assert len(found) <= 6
    np.testing.assert_allclose(found[4], np.linalg.solve(H, b), atol=1e-10)
    subspace = np.stack([b, H @ b], axis=1)  # two steps: the best in this plane
    best = subspace @ np.linalg.solve(subspace.T @ H @ subspace, subspace.T @ b)
    np.testing.assert_allclose(found[2], best, atol=1e-10)


def test_directions_on_a_saddle():
    H, g = np.diag([2.0, -4.0]), np.array([2.0, 4.0])
    np.testing.assert_allclose(newton.newton(H, g), [-1, 1])  # up the negative mode
    np.testing.assert_allclose(newton.saddle_free(H, g), [-1, -1])
    np.testing.assert_allclose(newton.damped(H, g), [-0.2, -1])
    np.testing.assert_allclose(newton.damped(np.diag([2.0, 4.0]), g), [-1, -1])


@pytest.mark.parametrize("direction", [newton.damped, newton.saddle_free])
def test_methods_find_what_scipy_finds(direction):
    start = np.array([-1.2, 1.0])
    ours = newton.minimise(Valley(), start, direction, 100, 1e-10)
    theirs = optimize.minimize(lambda x: Valley().value_and_gradient(x), start, jac=True)
    np.testing.assert_allclose(ours.end, theirs.x, atol=1e-4)
    assert (np.diff(ours.value) < 0).all()
    assert (start == [-1.2, 1.0]).all()


def test_newton_ends_where_the_hessian_is_singular_or_a_number_too_large():
    flat = Quadratic(np.zeros((2, 2)))
    assert len(newton.minimise(flat, np.ones(2), newton.newton, 5).value) == 1
    singular = Quadratic(np.diag([1.0, 0.0]))
    assert len(newton.minimise(singular, np.ones(2), newton.newton, 5).value) == 1


@pytest.mark.parametrize("method", library.METHODS)
def test_library_methods_note_their_way(method):
    net = initialise([0], (3, 4), (IDENTITY,), normal(), normal())
    rng = np.random.default_rng(0)
    Y = np.eye(4)[rng.integers(0, 4, 20)]
    objective = NetworkObjective(net, rng.normal(size=(20, 3)), Y, 0.01)
    x = flattened(net)[0]
    trace = library.minimise(objective, x, method, 200, 1e-6)
    reference = newton.minimise(objective, x, newton.damped, 50, 1e-9)
    np.testing.assert_allclose(trace.end, reference.end, atol=1e-4)
    assert trace.value[0] == pytest.approx(objective.value_and_gradient(x)[0])
    assert (np.diff(trace.work) > 0).all()
    if method == "trust":  # an evaluation and a whole Hessian a step, at least
        assert trace.work[-1] >= 2 * len(x)


def test_an_unknown_method_is_named():
    with pytest.raises(UnknownNameError, match="newton-gc"):
        library.minimise(Valley(), np.zeros(2), "newton-gc", 1)


def test_work_is_counted_as_it_says():
    counted = Counted(Valley())
    counted.value_and_gradient(np.zeros(2))
    counted.hessian(np.zeros(2))
    assert counted.work == 1 + 2 * 2


def test_descent_keeps_what_it_is_told_to_and_the_end():
    trace = descend(Valley(), np.zeros(2), Adam(0.1), 7, kept=lambda step: step % 3 == 0)
    assert sorted(trace.points) == [0, 3, 6, 7]
    assert len(trace.value) == 8
    whole = descend(Valley(), np.zeros((2, 2)), SGD(1e-3), 7)
    alone = descend(Valley(), np.zeros(2), SGD(1e-3), 7)
    np.testing.assert_allclose(whole.end[1], alone.end)


@pytest.fixture(scope="module")
def split():
    rng = np.random.default_rng(0)
    part = rng.uniform(size=(60, 25)).astype(np.float32), rng.integers(0, 10, 60)
    return Split(part, part, part)


@pytest.mark.parametrize(("problem", "method", "options"), [
    ("quadratic", "cg", ()), ("valley", "newton", ()), ("kink", "trust", ()),
    ("softmax", "newton-cg", ()), ("network", "adam", (0.05,)), ("xnor", "damped", ()),
])  # fmt: skip
def test_a_run_is_the_same_in_any_batch(split, problem, method, options):
    setting = second_order.Setting(problem, method, 12, 30.0, options)
    both = second_order.run(setting, [5, 6], split)
    alone = second_order.run(setting, [6], split)
    for name, values in both.items():
        assert len(values) == 2
        np.testing.assert_allclose(values[1], alone[name][0], rtol=1e-7, atol=1e-12)
    assert both["curve"].shape == (2, len(second_order.SHOWN))
    assert ("test loss" in both) == (problem in ("softmax", "network"))


def test_loss_at_a_crossing_is_the_level(split):
    """With the test images equal to the training images both losses are the level."""
    objective, start = second_order.on_hoda(None, 0, split)
    trace = newton.minimise(objective, start, newton.damped, 30, 1e-8)
    found = second_order._tested(objective, trace, (objective.X, objective.Y))["test loss"]
    crossed = np.isfinite(found)
    assert crossed.any()
    levels = np.array(second_order.LEVELS)[crossed]
    np.testing.assert_allclose(np.array(found)[crossed], levels, atol=1e-6)


def test_cost_counts_parameters_and_columns():
    import torch

    assert cost.parameters((25, 15, 10)) == 25 * 15 + 15 + 15 * 10 + 10
    assert cost.MODELS["MNIST, 256-128"] == 235_146
    assert cost.MODELS["mirrored MNIST, two convolutions"] == 27_938
    net, X, Y = cost.torch_network((3, 2, 2), 5)
    H = cost.hessian_by_columns(net, X, Y)
    assert H.shape == (cost.parameters((3, 2, 2)),) * 2
    torch.testing.assert_close(H, H.T)
    flat = torch.cat([p.detach().flatten() for p in net.parameters])
    product = torch.cat([p.flatten() for p in cost.product(net, X, Y)])
    torch.testing.assert_close(H @ flat, product)


@pytest.mark.parametrize("call", [cost.gradient, cost.product, cost.hessian_by_columns])
def test_multiplications_are_those_that_pytorch_counts(call):
    from torch.utils.flop_counter import FlopCounterMode

    network = cost.torch_network((3, 2, 2), 5)
    with FlopCounterMode(display=False) as counter:
        call(*network)
    assert cost.multiplications(partial(call, *network)) == counter.get_total_flops() // 2 > 0
