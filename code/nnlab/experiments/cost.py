"""What second derivatives cost, counted and measured (hw2-q2d)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import Any

import numpy as np

from nnlab.activations.identity import IDENTITY
from nnlab.activations.tanh import TANH
from nnlab.initialisers.constant import zeros
from nnlab.initialisers.gain import gain
from nnlab.models.curvature import hessian_times
from nnlab.models.mlp import initialise
from nnlab.models.torch_stack import TorchStack, from_mlp, losses

Tensor = Any
BYTES = 8  # of one number in float64
PAIRS = 10  # of steps and gradients that L-BFGS remembers, as SciPy's does


def parameters(sizes: Sequence[int]) -> int:
    """How many weights and biases a network of these layers has."""
    return sum((n + 1) * m for n, m in pairwise(sizes))


# the networks of this book, and how many parameters each has
MODELS = {
    "XNOR, 2-3-1": parameters((2, 3, 1)),
    "Hoda, no hidden layer": parameters((25, 10)),
    "Hoda, 15 hidden units": parameters((25, 15, 10)),
    "Hoda, 50-30-15": parameters((25, 50, 30, 15, 10)),
    "mirrored MNIST, two convolutions": 8 * (7 * 7 + 1) + 8 * (8 * 5 * 5 + 1) + (2592 + 1) * 10,
    "MNIST, 256-128": parameters((784, 256, 128, 10)),
}


# book: memory
MEMORY: dict[str, Callable[[int], int]] = {
    "gradient descent": lambda n: 2 * n,  # parameters and gradient
    "momentum": lambda n: 3 * n,
    "Adam": lambda n: 4 * n,
    "L-BFGS": lambda n: (2 * PAIRS + 2) * n,
    "Newton-CG": lambda n: 6 * n,  # in CG a solution, residual, direction, product
    "Newton": lambda n: n * n + 2 * n,
}


# book: end
def torch_network(sizes: Sequence[int], examples: int) -> tuple[TorchStack, Tensor, Tensor]:
    """One tanh network in float64, random inputs and random classes."""
    import torch

    net = initialise([0], sizes, (*[TANH] * (len(sizes) - 2), IDENTITY), gain(1), zeros())
    rng = np.random.default_rng(0)
    X = torch.tensor(rng.normal(size=(1, examples, sizes[0])))
    Y = torch.tensor(rng.integers(0, sizes[-1], size=(1, examples)))
    return from_mlp(net, torch.tanh), X, Y


def gradient(net: TorchStack, X: Tensor, Y: Tensor) -> list[Tensor]:
    """One gradient of the loss."""
    import torch

    return list(torch.autograd.grad(losses(net, X, Y).sum(), net.parameters))


# book: columns
def hessian_by_columns(
    net: TorchStack, X: Tensor, Y: Tensor, columns: int | None = None
) -> Tensor:
    """(n, n) Hessian of one network, or its first columns: products with unit vectors."""
    import torch

    g = torch.autograd.grad(losses(net, X, Y).sum(), net.parameters, create_graph=True)
    flat = torch.cat([part.flatten() for part in g])
    rows = []
    for i in range(len(flat) if columns is None else columns):
        row = torch.autograd.grad(flat[i], net.parameters, retain_graph=True)
        rows.append(torch.cat([part.flatten() for part in row]))
    return torch.stack(rows)


# book: end
def product(net: TorchStack, X: Tensor, Y: Tensor) -> list[Tensor]:
    """One product of the Hessian with a vector, from scratch."""
    return hessian_times(net, X, Y, [p.detach() for p in net.parameters])


def multiplications(call: Callable[[], object]) -> int:
    """Of the matrix products in a call, as PyTorch counts them (each with its addition)."""
    counter = _counter()
    with counter:
        call()
    return counter.flops // 2


@dataclass(frozen=True)
class Counts:
    """Multiplications of one gradient, one Hessian-vector product, one whole Hessian."""

    gradient: int
    product: int
    hessian: int


@cache
def counts(sizes: Sequence[int], columns: int | None = None) -> Counts:
    """Counted for one network on 20 examples; columns: as in ``hessian_by_columns``."""
    calls = (gradient, product, partial(hessian_by_columns, columns=columns))
    network = torch_network(sizes, 20)
    return Counts(*(multiplications(partial(call, *network)) for call in calls))


def _counter() -> Any:
    """A context that adds up ``flops`` with PyTorch's own formulas.

    Its ``FlopCounterMode`` does the same, but loads PyTorch's whole compiler when first used,
    which takes as long as PyTorch itself.
    """
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils.flop_counter import flop_registry

    class Counter(TorchDispatchMode):
        flops = 0

        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            return False

        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            if formula := flop_registry.get(func.overloadpacket):
                self.flops += formula(*args, **(kwargs or {}), out_val=out)
            return out

    return Counter()
