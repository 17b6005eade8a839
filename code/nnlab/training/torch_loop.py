"""Training and validation as the HW2 report writes them in PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

Batches = Iterable[tuple[Any, Any]]  # (inputs, labels) tensors


# book: loop
def train_epoch(model: Any, optimiser: Any, batches: Batches) -> tuple[float, float]:
    """One epoch; means over the batches of loss and accuracy, each before its step."""
    from torch.nn.functional import cross_entropy

    model.train()
    seen = []
    for x, y in batches:
        optimiser.zero_grad()
        out = model(x)
        loss = cross_entropy(out, y)
        loss.backward()
        optimiser.step()
        seen.append((loss.item(), (out.argmax(1) == y).float().mean().item()))
    return tuple(np.mean(seen, axis=0))


def validate(model: Any, batches: Batches, mode: str = "eval") -> tuple[float, float]:
    """The means over the batches of loss and accuracy.

    mode: "eval"; or "train", as in the report's loop.
    """
    import torch
    from torch.nn.functional import cross_entropy

    model.train(mode == "train")
    seen = []
    with torch.no_grad():
        for x, y in batches:
            out = model(x)
            right = (out.argmax(1) == y).float().mean()
            seen.append((cross_entropy(out, y).item(), right.item()))
    return tuple(np.mean(seen, axis=0))


# book: end
