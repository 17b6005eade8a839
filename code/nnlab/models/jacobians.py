"""First and second derivatives of the outputs of one small network, as matrices.

Parameters lie in one vector, in the order of ``MLP.parameters``: all weights, then all biases.
"""

from __future__ import annotations

import numpy as np

from nnlab.models.mlp import MLP, forward

Array = np.ndarray


def flattened(net: MLP) -> Array:
    """(S, P) the parameters of S networks, one vector each; a copy."""
    return np.concatenate([p.reshape(len(p), -1) for p in net.parameters], axis=1)


def unflattened(flat: Array, like: MLP) -> MLP:
    """(S, P) vectors -> S networks of the shape of ``like``, as views."""
    shapes = [p.shape[1:] for p in like.parameters]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    parts = np.split(flat, ends, axis=1)
    arrays = [part.reshape(-1, *shape) for part, shape in zip(parts, shapes, strict=True)]
    layers = len(like.weights)
    return MLP(arrays[:layers], arrays[layers:], like.activations)


def jacobian(net: MLP, X: Array) -> Array:
    """(N, K, P) derivatives of the K outputs for each of (N, n_in) inputs; one network.

    Backwards through the layers, with D the derivative of the outputs by a layer's z.
    """
    Z, A = forward(net, X[None])
    slopes = [f.derivative(z[0]) for f, z in zip(net.activations, Z, strict=True)]
    D = np.eye(slopes[-1].shape[1]) * slopes[-1][:, None, :]
    weights, biases = [], []
    for layer in reversed(range(len(Z))):
        outer = A[layer][0][:, None, :, None] * D[:, :, None, :]
        weights.insert(0, outer.reshape(*D.shape[:2], -1))
        biases.insert(0, D)
        if layer:
            D = (D @ net.weights[layer][0].T) * slopes[layer - 1][:, None, :]
    return np.concatenate([*weights, *biases], axis=2)


def pushed(net: MLP, X: Array, direction: Array) -> Array:
    """(N, K) J v: how fast the outputs change when the parameters move along (P,) v.

    One network; a forward pass of derivatives, the "R forward" of Pearlmutter (1994).
    """
    step, (Z, A) = unflattened(direction[None], net), forward(net, X[None])
    moved = np.zeros_like(A[0])
    for layer, f in enumerate(net.activations):
        moved = moved @ net.weights[layer] + A[layer] @ step.weights[layer]
        moved += step.biases[layer][:, None]
        moved = moved * f.derivative(Z[layer])
    return moved[0]


def bend(net: MLP, X: Array, r: Array) -> Array:
    """(P, P) Σ r[n, k] ∇²(output k for input n), with (N, K) r; one network.

    For linear outputs after no hidden layer, where it is 0, or after one of tanh.
    Raises ValueError for any other network.
    """
    names = [f.name for f in net.activations]
    if names not in (["identity"], ["tanh", "identity"]):
        raise ValueError(f"only linear outputs, after one layer of tanh or none, not {names}.")
    places = unflattened(np.arange(flattened(net).shape[1])[None], net)
    second = np.zeros((flattened(net).shape[1],) * 2)
    if len(names) == 1:
        return second
    tanh, (Z, A) = net.activations[0], forward(net, X[None])
    slope = tanh.derivative(Z[0][0])
    curve = (r @ net.weights[1][0].T) * -2 * A[1][0] * slope  # tanh'' = -2 tanh tanh'
    inputs = np.column_stack([X, np.ones(len(X))])
    for unit in range(slope.shape[1]):
        own = np.append(places.weights[0][0, :, unit], places.biases[0][0, unit])
        out = places.weights[1][0, unit]
        second[np.ix_(own, own)] = (inputs * curve[:, [unit]]).T @ inputs
        second[np.ix_(own, out)] = inputs.T @ (slope[:, [unit]] * r)
        second[np.ix_(out, own)] = second[np.ix_(own, out)].T
    return second
