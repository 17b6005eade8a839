"""Functions of a few variables on which methods of optimisation are tried.

Each has a value and gradient, for (..., n) points at once, and a Hessian, for one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Quadratic:
    """½ xᵀ H x, with its minimum 0 at the origin. H: (n, n), symmetric."""

    H: Array

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """(..., n) points -> values (...) and gradients (..., n)."""
        gradient = x @ self.H
        return (x * gradient).sum(axis=-1) / 2, gradient

    def hessian(self, x: Array) -> Array:  # noqa: ARG002
        """(n, n), the same everywhere."""
        return self.H


def turned(eigenvalues: Array, rng: np.random.Generator) -> Array:
    """(n, n) a symmetric matrix with these eigenvalues and random perpendicular axes."""
    Q, R = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    Q = Q * np.sign(np.diag(R))  # without it the axes are not uniformly random
    return (Q * eigenvalues) @ Q.T


@dataclass(frozen=True)
class Valley:
    """Rosenbrock's (1960) valley (1 - x)² + steep (y - x²)²; its minimum is 0, at (1, 1)."""

    steep: float = 100.0

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """(..., 2) points -> values (...) and gradients (..., 2)."""
        a, b = 1 - x[..., 0], x[..., 1] - x[..., 0] ** 2
        slope = np.stack([-2 * a - 4 * self.steep * x[..., 0] * b, 2 * self.steep * b], axis=-1)
        return a**2 + self.steep * b**2, slope

    def hessian(self, x: Array) -> Array:
        """(2, 2)"""
        cross = -4 * self.steep * x[0]
        first = 2 - 4 * self.steep * (x[1] - 3 * x[0] ** 2)
        return np.array([[first, cross], [cross, 2 * self.steep]])


@dataclass(frozen=True, eq=False)
class Kink:
    """Σ √(ε² + u²) - ε over the coordinates u = x Q: |u| with its corner rounded to a width ε.

    axes: (n, n) orthogonal Q.
    """

    epsilon: float
    axes: Array

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """(..., n) points -> values (...) and gradients (..., n)."""
        u = x @ self.axes
        root = np.sqrt(self.epsilon**2 + u**2)
        return (root - self.epsilon).sum(axis=-1), (u / root) @ self.axes.T

    def hessian(self, x: Array) -> Array:
        """(n, n), positive definite, and nearly 0 far from the corner."""
        u = x @ self.axes
        curvature = self.epsilon**2 / (self.epsilon**2 + u**2) ** 1.5
        return (self.axes * curvature) @ self.axes.T


@dataclass(frozen=True)
class TwoWeights:
    """½ (uv - 1)²: the smallest network, x ↦ uvx, fitted to one point. A saddle at (0, 0)."""

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """(..., 2) points -> values (...) and gradients (..., 2)."""
        miss = x[..., 0] * x[..., 1] - 1
        return miss**2 / 2, miss[..., None] * x[..., ::-1]

    def hessian(self, x: Array) -> Array:
        """(2, 2)"""
        u, v = x
        return np.array([[v * v, 2 * u * v - 1], [2 * u * v - 1, u * u]])
