"""What every loss has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Array = np.ndarray


@dataclass(frozen=True)
class Loss:
    """A loss with its gradient, in NumPy, PyTorch and Keras. Nothing is averaged.

    name:     identifier, as in configurations and records.
    label:    text for legends.
    formula:  TeX, without dollar signs; o is the network's output, y the target.
    value:    (output, target) -> loss; both float arrays of one shape. Elementwise, except
              for losses over classes, which reduce the last axis.
    gradient: (output, target) -> ∂value/∂output, in the shape of the output.
    torch, keras: as ``value``, on tensors, differentiable.
    """

    name: str
    label: str
    formula: str
    value: Callable[[ArrayLike, ArrayLike], Array]
    gradient: Callable[[ArrayLike, ArrayLike], Array]
    torch: Callable[[Any, Any], Any]
    keras: Callable[[Any, Any], Any]

    def __call__(self, output: ArrayLike, target: ArrayLike) -> Array:
        return self.value(output, target)


def paired(output: ArrayLike, target: ArrayLike) -> tuple[Array, Array]:
    """Both as float arrays of the output's dtype (integers: float64).

    Raises ValueError unless the shapes are equal: broadcasting a (n,) target against an
    (n, 1) output would silently make n² losses.
    """
    output = np.asarray(output)
    if output.dtype.kind != "f":
        output = output.astype(np.float64)
    target = np.asarray(target, output.dtype)
    if output.shape != target.shape:
        raise ValueError(
            f"output has shape {output.shape}, target {target.shape}: make them equal."
        )
    return output, target
