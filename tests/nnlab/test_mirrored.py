"""Mirrored MNIST: the engine on column pairs against Keras, and the theory against brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnlab.datasets.base import Dataset, Part
from nnlab.experiments import mirrored, mirrored_live
from nnlab.experiments import mirrored_theory as theory
from nnlab.experiments.mirrored import Digits, Setting, draw, network, run_epoch, train
from nnlab.models.paired_cnn import SHAPES, columns, pair_columns
from nnlab.seeds import stream
from nnlab.training.adam import Adam

IMAGES = 90  # with their negatives 180: the last of four batches is smaller
SMALL = Setting(epochs=1, batch=50)


def made_up(n=IMAGES, seed=0):
    """Learnable images: ten smooth fixed patterns with noise."""
    rng = np.random.default_rng(seed)
    patterns = np.kron(np.random.default_rng(1).integers(0, 256, (10, 7, 7)), np.ones((4, 4)))
    y = rng.integers(0, 10, n)
    x = np.clip(patterns[y] + rng.normal(0, 20, (n, 28, 28)), 0, 255)
    return Part(x.astype(np.uint8), y.astype(np.uint8))


def as_digits(data):
    from nnlab.experiments.mirrored_runs import digits_of

    return digits_of(data)


@pytest.fixture(scope="module")
def data():
    return Dataset(train=made_up(), test=made_up(40, seed=2), identity="made up", source="drawn")


@pytest.fixture(scope="module")
def digits(data):
    return as_digits(data)


def test_column_pairs_are_the_same_convolution(rng):
    import torch
    from torch.nn.functional import conv2d

    images = rng.random((3, 28, 28), dtype=np.float32)
    weight = torch.from_numpy(rng.normal(size=(8, 1, 7, 7)).astype(np.float32))
    usual = conv2d(torch.from_numpy(images)[:, None], weight)
    paired = conv2d(columns(images), pair_columns(weight))
    put_back = paired.view(3, 2, 8, 22, 11).permute(0, 2, 3, 4, 1).reshape(3, 8, 22, 22)
    torch.testing.assert_close(put_back, usual, atol=1e-5, rtol=1e-5)


def test_parameters_come_back_as_keras_keeps_them():
    arrays = network(SMALL, 4).arrays()
    assert [a.shape for a in arrays] == list(SHAPES)
    for ours, drawn in zip(arrays, draw(4), strict=True):
        np.testing.assert_array_equal(ours, drawn)


@pytest.mark.parametrize(
    ("setting", "close"),
    [
        # At a kink rounding decides on which side a unit is, and Adam makes steps of any gradient.
        (SMALL, 2e-3),
        (replace(SMALL, slope=1.0), 2e-5),
        (replace(SMALL, learnt=True), 2e-3),
        (replace(SMALL, slope=-0.5), 2e-3),
        (replace(SMALL, slope=0.5, mirrored=False), 2e-3),
    ],
    ids=str,
)
def test_it_is_what_keras_fit_does_given_its_weights_and_order(data, digits, setting, close):
    from nnlab.models.mirrored_keras import build, start_from

    (net,), history = train(setting, [3], digits)
    parts = mirrored_live.prepared(data, IMAGES, 40)
    (x, y), (x_test, y_test) = parts["train"], parts["test"]
    if not setting.mirrored:
        x, y = x[:IMAGES], y[:IMAGES]
    model, order = build(None if setting.learnt else setting.slope), stream(3, "order")
    start_from(model, draw(3))
    rows = order.permutation(len(x))
    theirs = model.fit(x[rows], y[rows], batch_size=50, shuffle=False, verbose=0).history
    assert history["loss"][0, 0] == pytest.approx(theirs["loss"][0], abs=1e-4)
    assert history["accuracy"][0, 0] == pytest.approx(theirs["accuracy"][0], abs=1e-6)
    kept = [a for layer in model.layers if hasattr(layer, "kernel") for a in layer.get_weights()]
    for ours, other in zip(net.arrays(), kept, strict=True):
        np.testing.assert_allclose(ours, other, atol=close)
    if setting.learnt:
        alphas = [
            w for layer in model.layers if "PReLU" in str(type(layer)) for w in layer.get_weights()
        ]
        np.testing.assert_allclose(net.slopes(), np.reshape(alphas, (2, 8)), atol=close)
    for half, s in enumerate((slice(40), slice(40, None))):
        loss, accuracy = model.evaluate(x_test[s], y_test[s], verbose=0)
        assert history["test loss"][0, half] == pytest.approx(loss, abs=5e-3)
        assert history["test accuracy"][0, half] == pytest.approx(accuracy, abs=0.03)


def test_the_live_fit_is_the_study_run(data, digits):
    setting = replace(SMALL, learnt=True)
    ours = train(setting, [5], digits)[1]
    theirs = mirrored_live.fit(setting, 5, mirrored_live.prepared(data, IMAGES, 40))
    for name in ("loss", "accuracy", "test loss", "test accuracy"):
        np.testing.assert_allclose(theirs[name], ours[name], atol=1e-3)
    np.testing.assert_allclose(theirs["slopes"], ours["slopes"][:, -1], atol=1e-5)


def test_a_finished_live_run_is_not_made_again(data, tmp_path, monkeypatch):
    """But for fewer images it is another run, and logs are written by none that is kept."""
    made, epochs = [], []
    monkeypatch.setenv("NNLAB_RUNS", str(tmp_path))
    monkeypatch.setattr(
        mirrored_live, "fit", lambda *a: made.append(a) or {"loss": np.ones((1, 2))}
    )
    for sizes, logs, times in (
        ((60, 20), "", 1), ((60, 20), "", 1), ((40, 20), "", 2), ((40, 20), "logs", 3),
    ):  # fmt: skip
        history = mirrored_live.kept(SMALL, 7, data, sizes, logs, epochs.append)
        np.testing.assert_array_equal(history["loss"], np.ones((1, 2)))
        assert len(made) == times
    assert epochs == [SMALL.epochs] * 3


def test_logs_without_tensorboard_are_refused_in_one_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tensorboard", None)
    with pytest.raises(mirrored_live.TensorBoardMissingError, match="pip install tensorboard"):
        mirrored_live._callbacks("logs")


def test_a_run_is_the_same_alone(digits):
    together = train(SMALL, [8, 2], digits)[1]
    alone = train(SMALL, [2], digits)[1]
    for name, values in alone.items():
        np.testing.assert_array_equal(values[0], together[name][1])


def test_plain_data_are_the_first_half(digits):
    """A network trained on plain data never sees a negative."""
    (net,), _ = train(replace(SMALL, mirrored=False), [1], digits)
    half = Digits(tuple(p[:IMAGES] for p in digits.train), digits.test)
    other, order = network(SMALL, 1), stream(1, "order")
    with mirrored.one_thread():
        import torch

        rows = torch.from_numpy(order.permutation(IMAGES))
        run_epoch(other, Adam(), *half.train, rows, 50)
    for ours, theirs in zip(net.arrays(), other.arrays(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_polarity_is_zero_where_the_negative_looks_the_same(digits):
    """With |z| and the biases -Σw/2 of the first layer, nothing can tell the two apart."""
    import torch

    net = network(replace(SMALL, slope=-1.0), 0)
    kernel = net.arrays()[0][:, :, 0]
    x = digits.test[0]
    first, second = x[:40], x[40:]
    assert mirrored.polarity(net, first, second)[0] > 0.1
    with torch.no_grad():
        net._parameters[1].copy_(torch.from_numpy(theory.blind_bias(kernel)))
    assert max(mirrored.polarity(net, first, second)) < 1e-3


def test_no_affine_scores_beat_the_two_bounds(rng):
    """Random maps, and gradient descent from them, on data that are closed under 1 - x."""
    x = rng.random((60, 5))
    labels = rng.choice(10, 60, p=np.arange(1, 11) / 55)
    least, most = theory.least_loss(labels), theory.most_accuracy(labels)
    assert least < np.log(10)
    best = 0.0
    for scale in (0.0, 0.3, 3.0):
        for _ in range(30):
            W, b = scale * rng.normal(size=(5, 10)), rng.normal(size=10)
            found = theory.by_scale(W, b, x, labels, np.array([1.0]))[0]
            assert found[0].mean() >= least - 1e-12
            assert found[1].mean() <= most + 1e-12
            best = max(best, found[1].mean())
    shares = theory.frequencies(labels)
    constant = np.log(np.maximum(shares, 1e-300))
    found = theory.by_scale(np.zeros((5, 10)), constant, x, labels, np.array([1.0]))[0]
    assert found[0].mean() == pytest.approx(least)
    assert best > found[1].mean() / 2


def test_the_bounds_need_the_negatives(rng):
    """On the images alone a linear map does better than either bound: the pairs make it so."""
    labels = np.arange(60) % 10
    x = 0.05 * rng.random((60, 10)) + np.eye(10)[labels] * 0.9
    W, b = theory.least_squares(x, labels)
    found = theory.by_scale(W, b, x, labels, np.array([20.0]))[0]
    assert found[1, 0] == 1 > theory.most_accuracy(labels)
    assert found[0, 0] < theory.least_loss(labels) < found[0].mean()


def test_least_squares_gives_a_negative_the_opposite_scores(rng):
    x, labels = rng.random((50, 6)), np.arange(50) % 10
    W, b = theory.least_squares(x, labels)
    np.testing.assert_allclose((1 - x) @ W + b, -(x @ W + b), atol=1e-12)


def test_longer_weights_never_help(rng):
    """Along any direction the loss over the pairs does not fall."""
    x, labels = rng.random((40, 6)), np.arange(40) % 10
    W, m = rng.normal(size=(6, 10)), rng.normal(size=10)
    losses = [
        theory.by_scale(c * W, m - 0.5 * c * W.sum(0), x, labels, np.array([1.0]))[0, 0].mean()
        for c in (0.0, 0.5, 1.0, 2.0, 4.0)
    ]
    assert (np.diff(losses) > 0).all()
