"""Validation in training mode (hw2-q6): when does it change the result?"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.mnist import Digits, draw, one_thread
from nnlab.experiments.mnist import Setting as Network
from nnlab.models.mnist_torch import build
from nnlab.seeds import stream
from nnlab.training.torch_loop import train_epoch, validate


@dataclass(frozen=True)
class Setting:
    """One configuration: the report's network, shortly trained.

    kind:   as in ``build``.
    images: training images, the first ones.
    rate, epochs, batch: of the training; validation takes the same batches.
    """

    kind: str = "plain"
    images: int = 20_000
    rate: float = 1e-3
    epochs: int = 2
    batch: int = 64


def train(setting: Setting, seeds: Sequence[int], digits: Digits) -> tuple[list[Any], History]:
    """Train one model a seed. Each entry of the history is (S, 2) float32, loss and accuracy of
    the same weights on the test images, as means over shuffled batches unless it says otherwise:

    eval:   in evaluation mode.
    train:  in training mode, as the report's loop validates.
    sorted: in training mode, the images in order of their labels.
    after:  in evaluation mode again, after the pass of ``train``.
    """
    models, rows = [], []
    with one_thread():
        for seed in seeds:
            model, row = _train_one(setting, seed, digits)
            models.append(model)
            rows.append(row)
    return models, {n: np.array([r[n] for r in rows], np.float32) for n in rows[0]}


def _train_one(setting: Setting, seed: int, digits: Digits) -> tuple[Any, dict]:
    import torch

    model, order = build(draw(Network(), seed), setting.kind), stream(seed, "order")
    adam = torch.optim.Adam(model.parameters(), lr=setting.rate)
    with torch.random.fork_rng():
        torch.manual_seed(int(stream(seed, "data").integers(2**62)))
        with torch.enable_grad():
            for _ in range(setting.epochs):
                rows = torch.from_numpy(order.permutation(setting.images))
                train_epoch(model, adam, batches(digits.train, rows, setting.batch))
        shuffled = torch.from_numpy(order.permutation(len(digits.test[0])))
        by_label = digits.test[1].argsort(stable=True)
        mixed = batches(digits.test, shuffled, setting.batch)
        alike = batches(digits.test, by_label, setting.batch)
        return model, {
            "eval": validate(model, mixed),
            "sorted": validate(deepcopy(model), alike, "train"),
            "train": validate(model, mixed, "train"),
            "after": validate(model, mixed),
        }


def batches(part: tuple[Any, Any], rows: Any, size: int) -> list[tuple[Any, Any]]:
    """(inputs, labels) of each batch, in the order of ``rows``."""
    x, y = part
    return [(x[chosen], y[chosen]) for chosen in rows.split(size)]
