"""Cross-entropy of a softmax over the last axis, from logits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_softmax, softmax

from nnlab.losses.base import Array, Loss, paired


def value(z: ArrayLike, y: ArrayLike) -> Array:
    """(..., K) logits, (..., K) target distribution (one-hot or soft) -> (...) losses."""
    z, y = paired(z, y)
    return -np.sum(y * log_softmax(z, axis=-1), axis=-1)


def gradient(z: ArrayLike, y: ArrayLike) -> Array:
    """p Σy - y with p = softmax(z): p - y where the targets sum to 1."""
    z, y = paired(z, y)
    return softmax(z, axis=-1) * np.sum(y, axis=-1, keepdims=True) - y


def _torch(z, y):
    import torch

    return -(y * torch.log_softmax(z, dim=-1)).sum(dim=-1)


def _keras(z, y):
    import keras

    return keras.ops.categorical_crossentropy(y, z, from_logits=True)


SOFTMAX_CROSS_ENTROPY = Loss(
    name="softmax_cross_entropy",
    label="cross-entropy",
    formula=r"-\sum_k y_k \log \operatorname{softmax}(o)_k",
    value=value,
    gradient=gradient,
    torch=_torch,
    keras=_keras,
)
