"""Binary cross-entropy, from probabilities and from logits, in any base of the logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py, xlogy

from nnlab.activations import sigmoid
from nnlab.losses.base import Array, Loss, paired


def binary_cross_entropy(base: float = np.e) -> Loss:
    """-y log p - (1 - y) log(1 - p), for a probability p in [0, 1].

    base: of the logarithm. Changing it multiplies loss and gradient by 1 / ln(base).
    The loss is inf where p is exactly 0 or 1 and the target is the other one.
    Raises ValueError for a base that is not positive and different from 1, and, when
    called, for a p outside [0, 1].
    """
    unit = _natural_units(base)

    def value(p: ArrayLike, y: ArrayLike) -> Array:
        p, y = paired(_probability(p), y)
        return -(xlogy(y, p) + xlog1py(1 - y, -p)) / p.dtype.type(unit)

    def gradient(p: ArrayLike, y: ArrayLike) -> Array:
        p, y = paired(_probability(p), y)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(y == 0, 0, -y / p) + np.where(y == 1, 0, (1 - y) / (1 - p))
        return slope / p.dtype.type(unit)

    def torch_form(p, y):
        import torch

        return -(torch.xlogy(y, p) + torch.special.xlog1py(1 - y, -p)) / unit

    def keras_form(p, y):
        import keras

        log = keras.ops.log
        return -(y * log(p) + (1 - y) * log(1 - p)) / unit

    return Loss(
        name="binary_cross_entropy",
        label="binary cross-entropy",
        formula=r"-y \log o - (1 - y) \log(1 - o)",
        value=value,
        gradient=gradient,
        torch=torch_form,
        keras=keras_form,
    )


def binary_cross_entropy_with_logits(base: float = np.e) -> Loss:
    """The same for p = σ(z), from the logit z: never inf for a finite z, gradient σ(z) - y.

    base: as in ``binary_cross_entropy``, with the same error.
    """
    unit = _natural_units(base)

    def value(z: ArrayLike, y: ArrayLike) -> Array:
        z, y = paired(z, y)
        zero = z.dtype.type(0)
        # -log σ(z) = softplus(-z): no difference of large numbers for either label.
        loss = y * np.logaddexp(zero, -z) + (1 - y) * np.logaddexp(zero, z)
        return loss / z.dtype.type(unit)

    def gradient(z: ArrayLike, y: ArrayLike) -> Array:
        z, y = paired(z, y)
        return (sigmoid.value(z) - y) / z.dtype.type(unit)

    def torch_form(z, y):
        import torch

        form = torch.nn.functional.binary_cross_entropy_with_logits
        return form(z, y, reduction="none") / unit

    def keras_form(z, y):
        import keras

        return keras.ops.binary_crossentropy(y, z, from_logits=True) / unit

    return Loss(
        name="binary_cross_entropy_with_logits",
        label="binary cross-entropy",
        formula=r"-y \log \sigma(o) - (1 - y) \log(1 - \sigma(o))",
        value=value,
        gradient=gradient,
        torch=torch_form,
        keras=keras_form,
    )


def _natural_units(base: float) -> float:
    if not (np.isfinite(base) and base > 0 and base != 1):
        raise ValueError(f"a logarithm's base must be positive and not 1, not {base!r}.")
    return float(np.log(base))


def _probability(p: ArrayLike) -> Array:
    p = np.asarray(p)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("a probability lies in [0, 1]; for logits use ..._with_logits.")
    return p
