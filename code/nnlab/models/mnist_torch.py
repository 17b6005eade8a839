"""The report's MNIST network as PyTorch modules, and two that behave differently in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlab.naming import lookup


# book: build
def build(start: Sequence[tuple[np.ndarray, np.ndarray]], kind: str = "plain") -> Any:
    """An ``nn.Sequential`` of linear layers with ReLU between, from given parameters.

    start: (W, b) a layer, W (n_in, n_out); PyTorch keeps its transpose.
    kind:  "plain", the report's; "dropout", half of the hidden outputs dropped in
           training; or "batch norm", before each ReLU. UnknownNameError for others.
    """
    import torch
    from torch import nn

    parts = {
        "plain": lambda _: [nn.ReLU()],
        "dropout": lambda _: [nn.ReLU(), nn.Dropout(0.5)],
        "batch norm": lambda n: [nn.BatchNorm1d(n), nn.ReLU()],
    }
    between, layers = lookup("kind of network", kind, parts), []
    for W, b in start:
        linear = nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, *between(len(b))]
    return nn.Sequential(*layers[: -len(between(1))])


# book: end
