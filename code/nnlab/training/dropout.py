"""Dropout (Srivastava et al., 2014) for a batch of NumPy networks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.activations.base import Activation

Array = np.ndarray


# book: dropout
class Dropout:
    """A hidden layer's activation in training: some outputs are 0, the others scaled up.

    Each forward pass draws a new mask; the backward pass after it uses the same one. An
    MLP takes it in the place of an activation. In evaluation use the plain activation.

    f:    the layer's activation.
    rate: probability with which an output is dropped; ValueError unless 0 <= rate < 1.
    rngs: one generator a network.
    """

    def __init__(
        self,
        f: Activation,
        rate: float,
        rngs: Sequence[np.random.Generator],
    ) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"a dropout rate is at least 0 and below 1, not {rate!r}.")
        self.f, self.rate, self.rngs = f, rate, rngs
        self.mask = None

    def __call__(self, z: Array) -> Array:
        """(S, B, n) pre-activations -> outputs. Their mean over masks is f(z)."""
        kept = np.stack(
            [rng.random(z.shape[1:], np.float32) >= self.rate for rng in self.rngs],
        )
        self.mask = kept.astype(z.dtype) / z.dtype.type(1 - self.rate)
        return self.f(z) * self.mask

    def derivative(self, z: Array) -> Array:
        """(S, B, n), with the mask of the last forward pass."""
        return self.f.derivative(z) * self.mask


# book: end
