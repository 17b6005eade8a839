"""The loss on a plane through one network: all points of the plane are one batch of networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlab.models.torch_stack import TorchStack, losses

Tensor = Any
Array = np.ndarray


def loss_plane(
    net: TorchStack,
    directions: Sequence[Sequence[Tensor]],
    ticks: Array,
    X: Tensor,
    Y: Tensor,
) -> Array:
    """(T, T) losses at parameters + ticks[j] × directions[0] + ticks[i] × directions[1].

    net: a stack of one network; X: (1, B, n_in); Y: (1, B) class numbers.
    Raises ValueError for a stack of another size.
    """
    import torch

    if len(net.weights[0]) != 1:
        raise ValueError(f"a plane goes through one network, not {len(net.weights[0])}.")
    down, across = np.meshgrid(ticks, ticks, indexing="ij")

    def spread(values: Array, tensor: Tensor) -> Tensor:
        steps = torch.tensor(values.ravel(), dtype=tensor.dtype)
        return steps.view(-1, *[1] * (tensor.dim() - 1)) * tensor

    with torch.no_grad():
        everywhere = [
            p + spread(across, a) + spread(down, b)
            for p, a, b in zip(net.parameters, *directions, strict=True)
        ]
        return losses(net.with_parameters(everywhere), X, Y).numpy().reshape(across.shape)
