"""The network of hw6-q3 in PyTorch, computed on pairs of neighbouring columns.

A processor adds sixteen float32 numbers at a time, and the network has eight channels: half of
each instruction would go to waste. So two neighbouring columns of every image are taken as two
channels of an image of half the width. The same convolution then has sixteen output channels:
eight for the even columns and eight for the odd. It is the same network, with the same
parameters: a test compares it with Keras. Loads torch when a network is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray
Tensor = Any  # torch.Tensor, without loading torch

SIDE, CHANNELS, CLASSES = 28, 8, 10
KERNELS = (7, 5)  # height and width of the two convolutions, without padding
OUT = SIDE - sum(k - 1 for k in KERNELS)  # 18, height and width of what the dense layer reads
# The parameters as Keras keeps them: kernels (height, width, in, out), the dense (in, out).
SHAPES = (
    (7, 7, 1, CHANNELS),
    (CHANNELS,),
    (5, 5, CHANNELS, CHANNELS),
    (CHANNELS,),
    (OUT * OUT * CHANNELS, CLASSES),
    (CLASSES,),
)


class PairedCNN:
    """Two convolutions, each followed by a leaky ReLU, and a dense layer to ten logits.

    start:  six arrays of ``SHAPES``, to begin with; copied.
    slopes: (2, 8) slopes for negative inputs, one a layer and channel.
    learnt: whether the slopes are parameters (PReLU) or stay (leaky ReLU, one slope a layer).
    ``vector`` holds all that is learnt; ``vector.grad`` the gradients, in the same places.
    """

    def __init__(self, start: Sequence[Array], slopes: Array, learnt: bool) -> None:
        import torch

        self.learnt = learnt
        first, b1, second, b2, dense, b3 = (torch.tensor(p, dtype=torch.float32) for p in start)
        own = [first.permute(3, 2, 0, 1), b1, second.permute(3, 2, 0, 1), b2, _rows(dense), b3]
        alphas = list(torch.tensor(slopes, dtype=torch.float32))
        self.shapes = [p.shape for p in own + (alphas if learnt else [])]
        self.vector = torch.cat([p.flatten() for p in own + (alphas if learnt else [])])
        self.vector.grad = torch.zeros_like(self.vector)
        self._parameters = self._views(self.vector)
        for parameter, gradient in zip(
            self._parameters, self._views(self.vector.grad), strict=True
        ):
            parameter.requires_grad_().grad = gradient
        self._fixed = [] if learnt else alphas

    def _views(self, vector: Tensor) -> list[Tensor]:
        parts = vector.split([shape.numel() for shape in self.shapes])
        return [part.view(shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def arrays(self) -> list[Array]:
        """The six parameters as ``SHAPES`` has them, float32, copies."""
        first, b1, second, b2, dense, b3 = (p.detach() for p in self._parameters[:6])
        ours = [first.permute(2, 3, 1, 0), b1, second.permute(2, 3, 1, 0), b2, _back(dense), b3]
        return [p.contiguous().numpy().copy() for p in ours]

    def slopes(self) -> Array:
        """(2, 8) float32, copies."""
        return np.stack([a.detach().numpy() for a in self._alphas()])

    def _alphas(self) -> list[Tensor]:
        return self._parameters[6:] if self.learnt else self._fixed

    # book: paired
    def forward(self, x: Tensor) -> list[Tensor]:
        """(B, 2, 28, 14) column pairs -> both convolutions' outputs, (B, 16, height, width / 2)
        after the activation, and the logits (B, 10)."""
        import torch
        from torch.nn.functional import conv2d

        outputs = []
        for layer, alpha in enumerate(self._alphas()):
            weight, bias = self._parameters[2 * layer : 2 * layer + 2]
            z = conv2d(x, pair_columns(weight), bias.repeat(2))
            x = self._activation(z, alpha)
            outputs.append(x)
        weight, bias = self._parameters[4:6]
        return [*outputs, torch.addmm(bias, x.flatten(1), weight)]

    # book: end
    def _activation(self, z: Tensor, alpha: Tensor) -> Tensor:
        from torch.nn.functional import leaky_relu, prelu

        if self.learnt:
            return prelu(z, alpha.repeat(2))
        return leaky_relu(z, float(alpha[0]))


# book: pairs
def pair_columns(weight: Tensor) -> Tensor:
    """(out, in, k, k) -> (2 out, 2 in, k, (k + 1) / 2): the same convolution between
    images whose channels are the even columns and then the odd ones. k is odd."""
    import torch
    from torch.nn.functional import pad

    out, inputs, k, _ = weight.shape
    even, odd = pad(weight, (0, 1)), pad(weight, (1, 0))
    both = torch.cat([even, odd]).view(2 * out, inputs, k, (k + 1) // 2, 2)
    return both.permute(0, 4, 1, 2, 3).reshape(2 * out, 2 * inputs, k, (k + 1) // 2)


# book: end
def columns(images: Array) -> Tensor:
    """(n, 28, 28) float32 images -> (n, 2, 28, 14): the even columns and the odd."""
    import torch

    x = torch.from_numpy(images).view(len(images), SIDE, SIDE // 2, 2)
    return x.permute(0, 3, 1, 2).contiguous()


def _rows(dense: Tensor) -> Tensor:
    """Rows of the dense weights from Keras's order (y, x, channel) to (x odd, channel, y, x / 2),
    the order in which ``forward`` flattens."""
    parts = dense.view(OUT, OUT // 2, 2, CHANNELS, CLASSES)
    return parts.permute(2, 3, 0, 1, 4).reshape(-1, CLASSES)


def _back(dense: Tensor) -> Tensor:
    parts = dense.view(2, CHANNELS, OUT, OUT // 2, CLASSES)
    return parts.permute(2, 3, 0, 1, 4).reshape(-1, CLASSES)
