"""The way of a minimisation, and what it cost.

The unit of work is one evaluation of value and gradient. A product of the Hessian (or Gauss-Newton
matrix) with a vector counts as two: that is what its matrix products come to. A whole Hessian of
P parameters counts as P products, whatever short cut a model may have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

Array = np.ndarray
PRODUCT = 2


class Objective(Protocol):
    """What is minimised: twice differentiable on vectors (n,)."""

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]: ...

    def hessian(self, x: Array) -> Array: ...


@dataclass
class Trace:
    """T steps of one minimisation (or of S at once), T + 1 points.

    value:  (T + 1,) or (T + 1, S), the start first.
    norm:   the same of the gradient's norm.
    work:   (T + 1,) evaluations of the gradient, or their equivalent, up to each point.
    points: {step: (n,) or (S, n)} the points that were kept; always the last.
    """

    value: Array
    norm: Array
    work: Array
    points: dict[int, Array]

    @property
    def end(self) -> Array:
        """The last point."""
        return self.points[len(self.value) - 1]


@dataclass
class Counted:
    """An objective that counts the work done on it, and logs a trace."""

    inner: Objective
    kept: Callable[[int], bool] = lambda step: True  # noqa: ARG005
    work: int = 0
    _log: list[tuple] = field(default_factory=list)
    _points: dict[int, Array] = field(default_factory=dict)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """As the objective's own."""
        self.work += 1
        return self.inner.value_and_gradient(x)

    def hessian(self, x: Array) -> Array:
        """As the objective's own."""
        self.work += PRODUCT * len(x)
        return self.inner.hessian(x)

    def gauss_newton_times(self, x: Array, v: Array) -> Array:
        """As the objective's own."""
        self.work += PRODUCT
        return self.inner.gauss_newton_times(x, v)

    def log(self, x: Array, value: Array, gradient: Array) -> None:
        """Note a point that the method has reached."""
        self._log.append((np.copy(value), np.linalg.norm(gradient, axis=-1), self.work))
        step = len(self._log) - 1
        self._points.pop("last", None)
        self._points[step if self.kept(step) else "last"] = np.copy(x)

    def trace(self) -> Trace:
        """What was logged."""
        value, norm, work = (np.array(column) for column in zip(*self._log, strict=True))
        points = dict(self._points)
        if "last" in points:
            points[len(value) - 1] = points.pop("last")
        return Trace(value, norm, work, points)
