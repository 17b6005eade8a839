"""The report's loop in PyTorch, and what the mode of validation changes."""

from __future__ import annotations

import numpy as np
import pytest

from nnlab.experiments.mnist import Setting as Network
from nnlab.experiments.mnist import draw
from nnlab.experiments.mnist_modes import Setting, batches, train
from nnlab.models.mnist_torch import build
from nnlab.naming import UnknownNameError
from nnlab.training.torch_loop import train_epoch, validate
from tests.nnlab import made_up


@pytest.fixture(scope="module")
def digits():
    return made_up.digits(np.random.default_rng(3), 300, 100, noise=120)


def history(digits, kind):
    return train(Setting(kind=kind, images=300), [1, 2], digits)[1]


def test_the_mode_makes_no_difference_to_the_reports_network(digits):
    found = history(digits, "plain")
    np.testing.assert_array_equal(found["eval"], found["train"])
    np.testing.assert_array_equal(found["eval"], found["after"])


def test_dropout_differs_in_training_mode_only(digits):
    found = history(digits, "dropout")
    assert (found["eval"] != found["train"]).any()
    np.testing.assert_array_equal(found["eval"], found["after"])


def test_batch_norm_goes_on_learning_from_the_test_images(digits):
    found = history(digits, "batch norm")
    assert (found["eval"] != found["train"]).any()
    assert (found["eval"] != found["after"]).any()


def test_validation_leaves_weights_and_gives_means_over_batches(digits):
    import torch

    model = build(draw(Network(), 0))
    before = [p.clone() for p in model.parameters()]
    parts = batches(digits.test, torch.arange(100), 64)
    loss, accuracy = validate(model, parts)
    with torch.no_grad():
        losses = torch.nn.functional.cross_entropy(
            model(digits.test[0]), digits.test[1], reduction="none"
        )
        right = (model(digits.test[0]).argmax(1) == digits.test[1]).double()
    assert loss == pytest.approx((losses[:64].mean() + losses[64:].mean()).item() / 2, rel=1e-5)
    assert accuracy == pytest.approx((right[:64].mean() + right[64:].mean()).item() / 2)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_training_reports_the_loss_before_each_step(digits):
    import torch

    model = build(draw(Network(), 0))
    parts = batches(digits.train, torch.arange(64), 64)
    before = validate(model, parts)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    assert train_epoch(model, adam, parts) == pytest.approx(before)
    assert validate(model, parts)[0] < before[0]


def test_layers_of_each_kind():
    from torch import nn

    names = {
        kind: [type(layer).__name__ for layer in build(draw(Network(), 0), kind)]
        for kind in ("plain", "dropout", "batch norm")
    }
    assert names["plain"] == ["Linear", "ReLU", "Linear", "ReLU", "Linear"]
    assert names["dropout"] == ["Linear", "ReLU", "Dropout"] * 2 + ["Linear"]
    assert names["batch norm"] == ["Linear", "BatchNorm1d", "ReLU"] * 2 + ["Linear"]
    assert sum(p.numel() for p in build(draw(Network(), 0)).parameters()) == 235_146
    assert isinstance(build(draw(Network(), 0)), nn.Sequential)
    with pytest.raises(UnknownNameError, match="unknown kind of network 'norm'"):
        build(draw(Network(), 0), "norm")
