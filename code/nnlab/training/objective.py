"""What is made small: the mean loss of a network plus a little of its squared weights.

Cross-entropies in their own units: softmax with several outputs, sigmoid with one. For both the
derivative by the logits is p - y, and the second derivative is the covariance of one draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, softmax

from nnlab.losses.binary_cross_entropy import binary_cross_entropy_with_logits
from nnlab.losses.softmax_cross_entropy import SOFTMAX_CROSS_ENTROPY
from nnlab.models.jacobians import bend, jacobian, pushed, unflattened
from nnlab.models.mlp import MLP, backward, forward

Array = np.ndarray
_BINARY = binary_cross_entropy_with_logits()


@dataclass(frozen=True, eq=False)
class NetworkObjective:
    """f(θ) = mean loss over the examples + decay/2 · |θ|².

    like:  a network of the shape that θ is to fill.
    X, Y:  (N, n_in) inputs and (N, K) targets.
    decay: of all parameters, biases included.
    """

    like: MLP
    X: Array
    Y: Array
    decay: float

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """(P,) or (S, P) parameters -> value, () or (S,), and gradient in the shape of x."""
        flat = np.atleast_2d(x)
        net = unflattened(flat, self.like)
        Z, A = forward(net, self.X[None])
        wanted = np.broadcast_to(self.Y, A[-1].shape)
        losses, residuals = self._loss(A[-1], wanted)
        value = losses + self.decay / 2 * (flat**2).sum(axis=1)
        dW, db = backward(net, Z, A, residuals / len(self.X))
        gradient = np.concatenate([g.reshape(len(flat), -1) for g in (*dW, *db)], axis=1)
        gradient += self.decay * flat
        return (value, gradient) if x.ndim == 2 else (value[0], gradient[0])

    # book: hessian
    def gauss_newton(self, x: Array) -> Array:
        """(P, P) mean of Jᵀ A J, and the decay: the curvature of the loss alone."""
        net, p = self._at(x)
        half = _root(p) @ jacobian(net, self.X)
        half = half.reshape(-1, len(x))
        return half.T @ half / len(self.X) + self.decay * np.eye(len(x))

    def hessian(self, x: Array) -> Array:
        """(P, P) all second derivatives: Gauss-Newton plus what the outputs bend."""
        net, p = self._at(x)
        return self.gauss_newton(x) + bend(net, self.X, (p - self.Y) / len(self.X))

    def gauss_newton_times(self, x: Array, v: Array) -> Array:
        """(P,) the Gauss-Newton matrix times v, from one pass forwards and one back."""
        net, p = self._at(x)
        along = pushed(net, self.X, v)
        along = _covariance_times(p, along) / len(self.X)
        dW, db = backward(net, *forward(net, self.X[None]), along[None])
        return np.concatenate([g.ravel() for g in (*dW, *db)]) + self.decay * v

    # book: end
    def _loss(self, logits: Array, Y: Array) -> tuple[Array, Array]:
        loss = _BINARY if Y.shape[-1] == 1 else SOFTMAX_CROSS_ENTROPY
        each = loss(logits, Y)
        return each.reshape(len(logits), -1).mean(axis=1), loss.gradient(logits, Y)

    def _at(self, x: Array) -> tuple[MLP, Array]:
        """The network, and its (N, K) probabilities."""
        net = unflattened(x[None], self.like)
        logits = forward(net, self.X[None])[1][-1][0]
        return net, expit(logits) if logits.shape[1] == 1 else softmax(logits, axis=1)


def _root(p: Array) -> Array:
    """(N, K, K) matrices B with Bᵀ B = A, the covariance of one draw: the loss's curvature."""
    if p.shape[1] == 1:
        return np.sqrt(p * (1 - p))[:, :, None]
    root = np.sqrt(p)
    return root[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :])


def _covariance_times(p: Array, along: Array) -> Array:
    """(N, K) A u for each example's u."""
    if p.shape[1] == 1:
        return p * (1 - p) * along
    return p * (along - (p * along).sum(axis=1, keepdims=True))
