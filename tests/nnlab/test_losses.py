"""Losses against both frameworks, finite differences and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlab.losses.binary_cross_entropy import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
)
from nnlab.losses.catalogue import LOSSES, loss
from nnlab.naming import UnknownNameError

CLASSES = 5


def example(name: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """An output and a target of the kind that the loss takes."""
    if name == "softmax_cross_entropy":
        return rng.normal(0, 3, (6, CLASSES)), rng.dirichlet(np.ones(CLASSES), 6)
    output = rng.normal(0, 3, (6, 2))
    if name == "binary_cross_entropy":
        output = rng.uniform(0.02, 0.98, (6, 2))
    return output, rng.uniform(0, 1, (6, 2))


each = pytest.mark.parametrize("name", LOSSES)


@each
def test_gradient_against_finite_differences(name, rng):
    output, target = example(name, rng)
    entry, step = loss(name), 1e-6
    for index in np.ndindex(output.shape):
        up, down = output.copy(), output.copy()
        up[index] += step
        down[index] -= step
        slope = (entry(up, target).sum() - entry(down, target).sum()) / (2 * step)
        assert entry.gradient(output, target)[index] == pytest.approx(slope, rel=1e-6, abs=1e-8)


@each
def test_against_torch_autograd(name, rng):
    import torch

    output, target = example(name, rng)
    t = torch.tensor(output, requires_grad=True)
    value = loss(name).torch(t, torch.tensor(target))
    value.sum().backward()
    np.testing.assert_allclose(loss(name)(output, target), value.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(loss(name).gradient(output, target), t.grad.numpy(), rtol=1e-10)


@each
def test_against_tensorflow_gradients(name, rng):
    import tensorflow as tf

    output, target = example(name, rng)
    t = tf.constant(output)
    with tf.GradientTape() as tape:
        tape.watch(t)
        value = loss(name).keras(t, tf.constant(target))
    np.testing.assert_allclose(loss(name)(output, target), value.numpy(), rtol=1e-9)
    gradient = tape.gradient(value, t).numpy()
    np.testing.assert_allclose(
        loss(name).gradient(output, target), gradient, rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("y", [0, 1])
def test_logits_far_out(dtype, y):
    z = np.array([-1e4, -50, 0, 50, 1e4], dtype)
    entry = binary_cross_entropy_with_logits()
    value = entry(z, np.full(5, y))
    assert value.dtype == dtype
    wrong = z if y == 0 else -z
    exact = np.where(wrong > 0, wrong + np.exp(-np.abs(wrong)), np.log1p(np.exp(-np.abs(wrong))))
    exact[2] = np.log(2)
    np.testing.assert_allclose(value, exact, rtol=8 * np.finfo(dtype).eps)
    np.testing.assert_allclose(entry.gradient(z, np.full(5, y))[[0, -1]], [-y, 1 - y])


@given(base=st.floats(1.1, 100), z=st.floats(-30, 30), y=st.sampled_from([0.0, 1.0]))
def test_base_only_rescales(base, z, y):
    natural, other = binary_cross_entropy_with_logits(), binary_cross_entropy_with_logits(base)
    assert other([z], [y])[0] * np.log(base) == pytest.approx(natural([z], [y])[0])
    assert other.gradient([z], [y])[0] * np.log(base) == pytest.approx(
        natural.gradient([z], [y])[0]
    )


@given(p=st.floats(1e-6, 1 - 1e-6), y=st.sampled_from([0.0, 1.0]))
def test_probabilities_and_logits_are_one_loss(p, y):
    z = np.log(p) - np.log1p(-p)
    from_logits = binary_cross_entropy_with_logits()([z], [y])[0]
    assert binary_cross_entropy()([p], [y])[0] == pytest.approx(from_logits, rel=1e-9)


def test_certain_and_wrong_costs_infinitely_much_and_certain_and_right_nothing():
    np.testing.assert_array_equal(binary_cross_entropy()([0.0, 1.0, 0.0, 1.0], [1, 0, 0, 1]),
                                  [np.inf, np.inf, 0, 0])  # fmt: skip
    np.testing.assert_array_equal(
        binary_cross_entropy().gradient([0.0, 1.0, 0.0, 1.0], [1, 0, 0, 1]),
        [-np.inf, np.inf, 1, -1],
    )


def test_softmax_cross_entropy_ignores_a_shift_and_survives_large_logits(rng):
    z, y = rng.normal(size=(4, 3)), np.eye(3)[[0, 1, 2, 1]]
    entry = loss("softmax_cross_entropy")
    np.testing.assert_allclose(entry(z, y), entry(z + 1e6, y), rtol=1e-8)
    far = np.array([[1e4, -1e4, 0.0]])
    assert entry(far, [[1, 0, 0]]) == 0
    assert entry(far, [[0, 1, 0]]) == 2e4


def test_bad_input_is_named():
    with pytest.raises(UnknownNameError, match="unknown loss 'hinge'"):
        loss("hinge")
    with pytest.raises(ValueError, match="base must be positive"):
        binary_cross_entropy(base=1.0)
    with pytest.raises(ValueError, match=r"lies in \[0, 1\]"):
        binary_cross_entropy()([1.5], [1])
    with pytest.raises(ValueError, match=r"shape \(3, 1\), target \(3,\)"):
        loss("mse")(np.zeros((3, 1)), np.zeros(3))
