"""The shape of the loss around a point, for many PyTorch networks at once.

All networks' losses are summed: as none depends on another's weights, one backward pass gives
each network its own gradient, and one double pass its own Hessian-vector product.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlab.models.torch_stack import TorchStack, losses

Tensor = Any
Array = np.ndarray


def dot(left: Sequence[Tensor], right: Sequence[Tensor]) -> Tensor:
    """(S,) inner products of two sets of (S, ...) tensors."""
    return sum((a * b).flatten(1).sum(dim=1) for a, b in zip(left, right, strict=True))


# book: hvp
def hessian_times(
    net: TorchStack,
    X: Tensor,
    Y: Tensor,
    vector: Sequence[Tensor],
) -> list[Tensor]:
    """H v of each network: the gradient of (gradient · v), Pearlmutter (1994)."""
    import torch

    loss = losses(net, X, Y).sum()
    gradient = torch.autograd.grad(loss, net.parameters, create_graph=True)
    along = dot(gradient, [v.detach() for v in vector]).sum()
    return list(torch.autograd.grad(along, net.parameters))


def largest_eigenvalue(
    net: TorchStack, X: Tensor, Y: Tensor, start: Sequence[Tensor], steps: int = 30
) -> Array:
    """(S,) Rayleigh quotient vᵀHv after ``steps`` power iterations from ``start``.

    It is the eigenvalue of largest size; from below, the closer the more steps.
    """
    v = [t.clone() for t in start]
    for _ in range(steps):
        size = dot(v, v).sqrt().clamp_min(1e-30)
        v = [t / _like(size, t) for t in v]
        Hv = hessian_times(net, X, Y, v)
        quotient, v = dot(v, Hv), Hv
    return quotient.detach().numpy()


# book: filters
def filter_normalised(net: TorchStack, direction: Sequence[Tensor]) -> list[Tensor]:
    """Scale a direction unit by unit to the size of the unit's weights (Li et al., 2018).

    The filter of a unit is its incoming weights. Biases and learnt β stay where they are.
    """
    scaled = []
    for weight, d in zip(net.weights, direction, strict=False):
        size = weight.detach().norm(dim=1, keepdim=True)
        scaled.append(d * size / d.norm(dim=1, keepdim=True).clamp_min(1e-30))
    rest = net.parameters[len(net.weights) :]
    return scaled + [t.detach() * 0 for t in rest]


# book: end
def moved(net: TorchStack, direction: Sequence[Tensor], t: float) -> TorchStack:
    """The networks at parameters + t × direction, as new leaves."""
    pairs = zip(net.parameters, direction, strict=True)
    return net.with_parameters([(p.detach() + t * d).requires_grad_() for p, d in pairs])


def slopes_along(
    net: TorchStack, X: Tensor, Y: Tensor, direction: Sequence[Tensor], ticks: Sequence[float]
) -> tuple[Array, Array]:
    """(S, T) losses and their derivatives with respect to t, on a line through the networks."""
    import torch

    values, slopes = [], []
    for t in ticks:
        there = moved(net, direction, t)
        loss = losses(there, X, Y)
        gradient = torch.autograd.grad(loss.sum(), there.parameters)
        values.append(loss.detach())
        slopes.append(dot(gradient, direction))
    return torch.stack(values, dim=1).numpy(), torch.stack(slopes, dim=1).numpy()


def _like(scale: Tensor, tensor: Tensor) -> Tensor:
    return scale.view(-1, *[1] * (tensor.dim() - 1))
