"""Activations against 50-digit arithmetic, both frameworks' autograd, and properties."""

from __future__ import annotations

import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlab.activations.catalogue import FIXED, LEARNT, activation
from nnlab.activations.leaky_relu import leaky_relu
from nnlab.activations.swish import swish
from nnlab.naming import UnknownNameError

mpmath.mp.dps = 50

# name -> (activation, the same function written for mpmath)
JUDGED = {
    "identity": (FIXED["identity"], lambda z: z),
    "sigmoid": (FIXED["sigmoid"], lambda z: 1 / (1 + mpmath.exp(-z))),
    "tanh": (FIXED["tanh"], mpmath.tanh),
    "relu": (FIXED["relu"], lambda z: max(z, mpmath.mpf(0))),
    "gelu": (FIXED["gelu"], lambda z: z * mpmath.ncdf(z)),
    "softplus": (FIXED["softplus"], lambda z: mpmath.log1p(mpmath.exp(z))),
    "mish": (FIXED["mish"], lambda z: z * mpmath.tanh(mpmath.log1p(mpmath.exp(z)))),
    "leaky 0.01": (leaky_relu(0.01), lambda z: z if z > 0 else mpmath.mpf(0.01) * z),
    "leaky -1": (leaky_relu(-1.0), abs),
    "leaky 1.5": (leaky_relu(1.5), lambda z: z if z > 0 else mpmath.mpf(1.5) * z),
    "elu": (activation("elu"), lambda z: z if z > 0 else mpmath.expm1(z)),
    "elu 0.5": (activation("elu", alpha=0.5), lambda z: z if z > 0 else mpmath.expm1(z) / 2),
    "swish": (swish(), lambda z: z / (1 + mpmath.exp(-z))),
    "swish 0": (swish(0.0), lambda z: z / 2),
    "swish 5": (swish(5.0), lambda z: z / (1 + mpmath.exp(-5 * z))),
    "swish -1": (swish(-1.0), lambda z: z / (1 + mpmath.exp(z))),
}
POINTS = [-1e4, -750.0, -89.0, -40.0, -17.3, -5.0, -1.2, -0.3, -1e-6, 1e-6, 0.4, 1.0, 3.3]
POINTS += [19.5, 36.0, 90.0, 750.0, 1e4]
each = pytest.mark.parametrize("name", JUDGED)
both_dtypes = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@each
@both_dtypes
def test_value_and_derivative_against_50_digits(name, dtype):
    entry, exact = JUDGED[name]
    z = np.array(POINTS, dtype)
    tiny, eps = np.finfo(dtype).tiny, np.finfo(dtype).eps
    # The numbers near 0 of a derivative that crosses 0 are as good as its terms, not itself.
    bound = 16 * eps
    for got, want in (
        (entry(z), [exact(mpmath.mpf(float(x))) for x in z]),
        (entry.derivative(z), [mpmath.diff(exact, mpmath.mpf(float(x))) for x in z]),
    ):
        assert got.dtype == dtype
        assert np.isfinite(got).all()
        for x, g, w in zip(z, got, want, strict=True):
            scale = abs(w) + (abs(w) < 2) * min(1, float(mpmath.exp(-abs(x))) * (1 + abs(x)))
            assert abs(mpmath.mpf(float(g)) - w) <= bound * scale + tiny * (1 + abs(x)), (x, g, w)


@each
@both_dtypes
def test_at_zero_agrees_with_torch(name, dtype):
    import torch

    entry, _ = JUDGED[name]
    z = torch.zeros(1, dtype=getattr(torch, np.dtype(dtype).name), requires_grad=True)
    entry.torch(z).backward()
    assert entry(np.zeros(1, dtype)) == 0 or name in ("sigmoid", "softplus")
    assert entry.derivative(np.zeros(1, dtype)) == pytest.approx(z.grad.numpy(), rel=1e-6)


@each
def test_against_torch_autograd(name):
    import torch

    entry, _ = JUDGED[name]
    z = np.linspace(-30, 30, 601)
    t = torch.tensor(z, requires_grad=True)
    out = entry.torch(t)
    out.sum().backward()
    np.testing.assert_allclose(entry(z), out.detach().numpy(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(entry.derivative(z), t.grad.numpy(), rtol=1e-11, atol=1e-12)


@each
def test_against_tensorflow_gradients(name):
    import tensorflow as tf

    entry, _ = JUDGED[name]
    z = np.linspace(-30, 30, 601)
    t = tf.constant(z)
    with tf.GradientTape() as tape:
        tape.watch(t)
        out = entry.keras(t)
    gradient = tape.gradient(out, t)
    # Keras holds these two functions' constants in float32, whatever the tensor's dtype.
    bound = 1e-6 if name in ("gelu", "leaky 0.01") else 1e-11
    np.testing.assert_allclose(entry(z), out.numpy(), rtol=bound, atol=1e-12)
    np.testing.assert_allclose(entry.derivative(z), gradient.numpy(), rtol=bound, atol=1e-12)


@each
@both_dtypes
@given(data=st.data())
def test_any_finite_input_gives_finite_output_without_warning(name, dtype, data):
    entry, _ = JUDGED[name]
    width = np.dtype(dtype).itemsize * 8
    largest = float(np.finfo(dtype).max) / 8  # leaky ReLU with |α| > 1 may pass the largest
    elements = st.floats(-largest, largest, width=width)
    z = data.draw(hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3), elements=elements))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for out in (entry(z), entry.derivative(z)):
            assert out.shape == z.shape
            assert out.dtype == dtype
            assert np.isfinite(out).all()


def test_integers_become_float64():
    for entry, _ in JUDGED.values():
        assert entry([1, -2, 0]).dtype == np.float64


def test_prelu_and_its_parameter_against_torch(rng):
    import torch

    prelu = LEARNT["prelu"]
    z, alpha = rng.normal(size=(5, 7, 3)), np.array([0.25, -0.5, 1.5])
    tz, ta = torch.tensor(z, requires_grad=True), torch.tensor(alpha, requires_grad=True)
    out = torch.nn.functional.prelu(tz.permute(0, 2, 1), ta).permute(0, 2, 1)
    out.sum().backward()
    np.testing.assert_allclose(prelu(z, alpha), out.detach().numpy())
    np.testing.assert_allclose(prelu.derivative(z, alpha), tz.grad.numpy())
    np.testing.assert_allclose(
        prelu.parameter_derivative(z, alpha).sum((0, 1)), ta.grad.numpy(), rtol=1e-12
    )
    np.testing.assert_allclose(prelu.torch(tz, ta).detach().numpy(), prelu(z, alpha))
    np.testing.assert_allclose(np.asarray(prelu.keras(z, alpha)), prelu(z, alpha))


def test_colours_are_distinct():
    entries = [*FIXED.values(), *LEARNT.values(), leaky_relu(), swish(), activation("elu")]
    assert len({entry.colour for entry in entries}) == len(entries) == 11


def test_bad_input_is_named():
    with pytest.raises(UnknownNameError, match=r"activation 'rellu'\. Did you mean 'relu'"):
        activation("rellu")
    with pytest.raises(TypeError, match="'tanh' takes no parameters, not slope"):
        activation("tanh", slope=2)
    with pytest.raises(ValueError, match="finite"):
        leaky_relu(np.nan)
    with pytest.raises(ValueError, match="finite"):
        swish(np.inf)
    with pytest.raises(ValueError, match="finite"):
        activation("elu", alpha=np.inf)
