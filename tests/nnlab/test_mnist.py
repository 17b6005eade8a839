"""The hand-written MNIST training against PyTorch's own modules, autograd and optimisers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnlab.experiments import mnist, mnist_live
from nnlab.experiments.mnist import Setting, draw, normalised, shifted, train
from nnlab.naming import UnknownNameError
from nnlab.seeds import stream
from tests.nnlab import made_up

SMALL = Setting(hidden=(16, 8), epochs=3)


@pytest.fixture
def digits(rng):
    """Of 200 images the last batch holds 8."""
    return made_up.digits(rng, 200, 70, noise=90)


def modules(setting, seed):
    """The network as the report writes it, with the seed's initial weights."""
    import torch
    from torch import nn

    layers, start = [], draw(setting, seed)
    for position, (W, b) in enumerate(start):
        linear = nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        layers.append(linear)
        if position < len(start) - 1:
            layers += [nn.ReLU(), *([nn.Dropout(setting.dropout)] if setting.dropout else [])]
    return nn.Sequential(*layers)


def report_loop(setting, seed, digits):
    """The report's loop: autograd, one optimiser over all parameters, means over batches."""
    import torch
    from torch.nn.functional import cross_entropy

    model, order, rows = modules(setting, seed), stream(seed, "order"), []
    make = torch.optim.AdamW if setting.decay else torch.optim.Adam
    options = {"weight_decay": setting.decay} if setting.decay else {}
    adam = make(model.parameters(), lr=setting.rate, **options)
    (x, y), (x_test, y_test) = digits.train, digits.test
    x, y = x[: len(x) - setting.held_out], y[: len(y) - setting.held_out]
    torch.manual_seed(int(stream(seed, "data").integers(2**62)))
    for epoch in range(setting.epochs):
        rate = setting.rate * mnist.SCHEDULES[setting.schedule](epoch, setting.epochs)
        for group in adam.param_groups:
            group["lr"] = rate
        model.train()
        seen = []
        for batch in torch.from_numpy(order.permutation(len(x))).split(setting.batch):
            adam.zero_grad()
            out = model(x[batch])
            loss = cross_entropy(out, y[batch])
            loss.backward()
            adam.step()
            right = (out.argmax(1) == y[batch]).float().mean()
            seen.append((loss.item(), right.item(), len(batch)))
        model.eval()
        tested = []
        with torch.no_grad():
            for batch in torch.from_numpy(order.permutation(len(x_test))).split(setting.batch):
                out = model(x_test[batch])
                right = (out.argmax(1) == y_test[batch]).float().mean()
                tested.append((cross_entropy(out, y_test[batch]).item(), right.item(), len(batch)))
            probe = cross_entropy(model(x[::5]), y[::5]).item()
        seen, tested = np.array(seen), np.array(tested)
        rows.append(
            {
                "loss": seen[:, 0].mean(),
                "accuracy": seen[:, 1].mean(),
                "image loss": np.average(seen[:, 0], weights=seen[:, 2]),
                "image accuracy": np.average(seen[:, 1], weights=seen[:, 2]),
                "batch test loss": tested[:, 0].mean(),
                "batch test accuracy": tested[:, 1].mean(),
                "test loss": np.average(tested[:, 0], weights=tested[:, 2]),
                "test accuracy": np.average(tested[:, 1], weights=tested[:, 2]),
                "training loss": probe,
            }
        )
    return model, {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"rate": 1e-3},
        {"batch": 50},
        {"decay": 0.1},
        {"schedule": "drop", "epochs": 7},
        {"schedule": "raise", "epochs": 7, "rate": 1e-3},
        {"schedule": "linear"},
        {"held_out": 40},
        {"dropout": 0.3},
        {"hidden": ()},
    ],
    ids=str,
)
def test_it_is_what_pytorch_does_given_its_weights_and_order(digits, change):
    setting = replace(SMALL, **change)
    (net,), history = train(setting, [3], digits)
    model, theirs = report_loop(setting, 3, digits)
    for name, values in theirs.items():
        np.testing.assert_allclose(history[name][0], values, atol=3e-4, rtol=2e-3, err_msg=name)
    linear = [layer for layer in model if hasattr(layer, "weight")]
    for W, b, layer in zip(net.weights, net.biases, linear, strict=True):
        np.testing.assert_allclose(W.T, layer.weight.detach(), atol=2e-4)
        np.testing.assert_allclose(b, layer.bias.detach(), atol=2e-4)
    assert theirs["loss"][-1] < theirs["loss"][0]


def test_the_gradient_is_that_of_autograd_in_double_precision(digits):
    import torch

    from nnlab.models.flat_mlp import FlatMLP

    net, model = FlatMLP(draw(SMALL, 5)), modules(SMALL, 5).double()
    x, y = digits.train[0][:64], digits.train[1][:64]
    with torch.no_grad():
        A = net.forward(x)
        net.backward(A, (torch.softmax(A[-1], 1) - torch.eye(10)[y]) / 64)
    torch.nn.functional.cross_entropy(model(x.double()), y).backward()
    dW, db = net.views(net.vector.grad)
    for layer, W, b in zip((model[0], model[2], model[4]), dW, db, strict=True):
        np.testing.assert_allclose(W.T, layer.weight.grad, atol=1e-6)
        np.testing.assert_allclose(b, layer.bias.grad, atol=1e-6)


@pytest.mark.parametrize("change", [{}, {"shift": 2}, {"dropout": 0.3}], ids=str)
def test_a_run_is_the_same_alone_and_again(digits, change):
    setting = replace(SMALL, **change)
    together = train(setting, [4, 9], digits)[1]
    alone = train(setting, [9], digits)[1]
    for name, values in alone.items():
        np.testing.assert_array_equal(values[0], together[name][1], err_msg=name)
    assert (together["loss"][0] != together["loss"][1]).any()


def test_initial_weights_are_those_of_nn_linear_in_distribution():
    import torch

    torch.manual_seed(0)
    for (W, b), theirs in zip(
        draw(Setting(), 0), (torch.nn.Linear(784, 256), torch.nn.Linear(256, 128)), strict=False
    ):
        assert W.dtype == b.dtype == np.float32
        assert np.abs(W).max() == pytest.approx(theirs.weight.abs().max().item(), rel=0.01)
        assert W.std() == pytest.approx(theirs.weight.std().item(), rel=0.02)
        assert np.abs(b).max() == pytest.approx(theirs.bias.abs().max().item(), rel=0.05)


def test_images_are_normalised_as_torchvision_does():
    from nnlab.datasets.torchvision_ops import declare_missing_operators

    declare_missing_operators()
    from torchvision import transforms

    image = np.arange(784, dtype=np.uint8).reshape(28, 28)
    theirs = transforms.Normalize((0.1307,), (0.3081,))(transforms.ToTensor()(image))
    np.testing.assert_allclose(
        normalised(image[None], 0.1307, 0.3081)[0], theirs.flatten(), atol=1e-6
    )


def test_shifted_images_are_the_images_moved():
    import torch

    images = torch.rand(50, 784, generator=torch.Generator().manual_seed(1))
    moved = shifted(images, 2, -1.0, torch.Generator().manual_seed(2)).view(-1, 28, 28)
    offsets = set()
    for image, result in zip(images.view(-1, 28, 28), moved, strict=True):
        padded = torch.full((32, 32), -1.0)
        padded[2:30, 2:30] = image
        found = [
            (d, r)
            for d in range(5)
            for r in range(5)
            if torch.equal(padded[d : d + 28, r : r + 28], result)
        ]
        assert len(found) == 1
        offsets |= set(found)
    assert len(offsets) > 15


def test_the_average_is_over_the_steps_of_the_epoch(digits, monkeypatch):
    from nnlab.models.flat_mlp import FlatMLP

    seen, backward = [], FlatMLP.backward

    def watch(net, *arguments):
        seen.append(net.vector.clone())
        backward(net, *arguments)

    monkeypatch.setattr(FlatMLP, "backward", watch)
    setting = replace(SMALL, epochs=1)
    (last,), _ = train(setting, [1], digits)
    steps = [*seen[1:], last.vector]
    (mean,), _ = train(replace(setting, average=True), [1], digits)
    np.testing.assert_allclose(mean.vector, sum(steps) / len(steps), atol=1e-6)


def test_confusion_errors_and_dead_units_belong_together(digits):
    (net,), history = train(SMALL, [2], digits)
    labels = digits.test[1].numpy()
    assert history["confusion"][0].sum() == len(labels)
    assert np.trace(history["confusion"][0]) == (~history["wrong"][0]).sum()
    assert history["test accuracy"][0, -1] == pytest.approx((~history["wrong"][0]).mean())
    assert (history["predicted"][0] != labels).tolist() == history["wrong"][0].tolist()
    net.biases[0][:4] = -1e6  # four of sixteen units that never turn on
    assert mnist._dead(net, digits.test[0])[0] >= 4 / 16


def test_one_thread_within_and_as_before_after(digits):
    import torch

    before, within = torch.get_num_threads(), []
    train(SMALL, [1], digits, lambda *_: within.append(torch.get_num_threads()))
    assert within == [1] * SMALL.epochs
    assert torch.get_num_threads() == before
    assert torch.is_grad_enabled()


def test_an_unknown_schedule_is_named(digits):
    with pytest.raises(UnknownNameError, match=r"unknown schedule 'lin'.*linear"):
        train(replace(SMALL, schedule="lin"), [1], digits)


def test_an_interrupted_live_training_goes_on_after_its_last_finished_run(
    digits, tmp_path, monkeypatch
):
    monkeypatch.setenv("NNLAB_RUNS", str(tmp_path))
    seeds, trained = [9, 4, 6], []

    def interrupt(position, epoch):
        if (position, epoch) == (1, 2):
            raise KeyboardInterrupt

    def counted(setting, seeds, *rest):
        trained.extend(seeds)
        return train(setting, seeds, *rest)

    monkeypatch.setattr(mnist_live, "train", counted)
    with pytest.raises(KeyboardInterrupt):
        mnist_live.kept(SMALL, seeds, digits, "made up", interrupt)
    steps = []
    nets, history = mnist_live.kept(
        SMALL, seeds, digits, "made up", lambda *done: steps.append(done)
    )
    assert trained == [9, 4, 4, 6]
    assert steps[0] == (0, SMALL.epochs)  # the progress shows the run that was there
    assert steps[-1] == (2, SMALL.epochs)
    mnist_live.kept(SMALL, seeds, digits, "other data", lambda *_: None)
    assert trained[4:] == seeds
    expected, curves = train(SMALL, seeds, digits)
    for name, values in curves.items():
        np.testing.assert_array_equal(history[name], values)
    assert history.keys() == curves.keys()
    for ours, theirs in zip(nets, expected, strict=True):
        np.testing.assert_array_equal(ours.vector, theirs.vector)
