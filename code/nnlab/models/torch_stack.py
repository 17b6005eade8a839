"""Many networks of one shape at once, in PyTorch: for what needs automatic differentiation.

Weights are drawn by ``nnlab.models.mlp``, so both models start from the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nnlab.models.mlp import MLP

Tensor = Any  # torch.Tensor; torch is imported only where it is used


@dataclass
class TorchStack:
    """S networks of one shape.

    weights:    one (S, n_in, n_out) tensor a layer.
    biases:     one (S, 1, n_out) tensor a layer.
    extra:      one (S, 1, n) tensor a hidden layer, a parameter of each unit; or empty.
    activation: of the hidden layers: (tensor) -> tensor, or (tensor, extra) -> tensor.
    """

    weights: list[Tensor]
    biases: list[Tensor]
    extra: list[Tensor]
    activation: Callable[..., Tensor]

    @property
    def parameters(self) -> list[Tensor]:
        return [*self.weights, *self.biases, *self.extra]

    def with_parameters(self, tensors: Sequence[Tensor]) -> TorchStack:
        """The same networks with other parameters, in the order of ``parameters``."""
        n, m = len(self.weights), len(self.weights) + len(self.biases)
        return TorchStack(
            list(tensors[:n]), list(tensors[n:m]), list(tensors[m:]), self.activation
        )


def prepare_torch() -> None:
    """One thread, and numbers below the normal range become 0, in this process from now on.

    A gradient that vanishes leaves denormal numbers, with which a processor is a hundred times
    slower. Small matrices gain nothing from threads: run several processes instead.
    """
    import torch

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)


def from_mlp(
    net: MLP, activation: Callable[..., Tensor], extra: float | None = None
) -> TorchStack:
    """A copy of NumPy networks as leaves that require gradients, in their dtype.

    extra: initial value of each hidden unit's own parameter; None for none.
    """
    import torch

    weights = [torch.tensor(w.copy()) for w in net.weights]
    biases = [torch.tensor(b[:, None].copy()) for b in net.biases]
    units = [] if extra is None else [torch.full_like(b, extra) for b in biases[:-1]]
    for tensor in (*weights, *biases, *units):
        tensor.requires_grad_()
    return TorchStack(weights, biases, units, activation)


def layers(net: TorchStack, X: Tensor) -> list[Tensor]:
    """(S, B, n_in) or (1, B, n_in) inputs -> pre-activations of every layer, the logits last."""
    a, Z = X.expand(len(net.weights[0]), -1, -1), []
    for i, (W, b) in enumerate(zip(net.weights, net.biases, strict=True)):
        if i:
            own = (net.extra[i - 1],) if net.extra else ()
            a = net.activation(Z[-1], *own)
        Z.append(b + a @ W)
    return Z


def losses(net: TorchStack, X: Tensor, Y: Tensor) -> Tensor:
    """(S,) mean cross-entropies; Y holds class numbers, (S, B) or (1, B)."""
    import torch

    logits = layers(net, X)[-1]
    Y = Y.expand(len(logits), -1)
    flat = torch.nn.functional.cross_entropy(logits.flatten(0, 1), Y.flatten(), reduction="none")
    return flat.view(Y.shape).mean(dim=1)
