"""Mirrored MNIST by Keras's own ``fit``, for a page: the study's weights and orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlab.datasets.base import Dataset
from nnlab.datasets.negatives import with_negatives
from nnlab.experiments import live
from nnlab.experiments.base import History
from nnlab.experiments.mirrored import CHANNELS, Setting, draw
from nnlab.models.mirrored_keras import build, start_from
from nnlab.models.quiet_keras import load_keras
from nnlab.seeds import stream

Array = np.ndarray


class TensorBoardMissingError(ImportError):
    """Logs were asked for, but the package that writes them is not installed."""


def prepared(data: Dataset, images: int, tested: int) -> dict[str, tuple[Array, Array]]:
    """ "train" and "test": the first so many images and their negatives, as Keras takes them.

    Each x (2n, 28, 28, 1) float32 from 0 to 1 and y (2n, 10) float32, one-hot.
    """
    parts = {}
    for name, part, n in (("train", data.train, images), ("test", data.test, tested)):
        both = with_negatives(part.take(slice(n)))
        parts[name] = both.x[..., None], np.eye(10, dtype=np.float32)[both.y]
    return parts


# book: fit
def fit(
    setting: Setting,
    seed: int,
    parts: dict,
    logs: str = "",
    done=lambda _: None,
) -> History:
    """Train the network of that seed; history with one run, as in ``mirrored.train``,
    without what only the study measures.

    logs: a folder for TensorBoard's logs; "" for none. Raises TensorBoardMissingError.
    done: called with the number of epochs done.
    """
    model, order = build(None if setting.learnt else setting.slope), stream(seed, "order")
    start_from(model, draw(seed))
    (x, y), callbacks, rows = parts["train"], _callbacks(logs), []
    for epoch in range(setting.epochs):
        rows_of_epoch = order.permutation(len(x))
        rows.append(
            model.fit(
                x[rows_of_epoch], y[rows_of_epoch], batch_size=setting.batch,
                shuffle=False, initial_epoch=epoch, epochs=epoch + 1,
                callbacks=callbacks, verbose=0,
            ).history
        )  # fmt: skip
        done(epoch + 1)
    names = ("loss", "accuracy")
    history = {name: [[float(row[name][0]) for row in rows]] for name in names}
    tested = _tested(model, *parts["test"])
    return _as_arrays(history | tested | {"slopes": [_slopes(model)]})


# book: end
def kept(
    setting: Setting,
    seed: int,
    data: Dataset,
    sizes: tuple[int, int],
    logs: str,
    done: Callable,
) -> History:
    """As ``fit``, but a finished run is taken from the store of runs, and a new one is put there.
    With ``logs`` it is made anew, since only a run writes them.

    sizes: how many images to train on, and how many test images, before their negatives.
    """

    def make() -> History:
        return fit(setting, seed, prepared(data, *sizes), logs, done)

    if logs:
        return make()
    identity = f"{data.identity}, the first {sizes}"
    history = live.kept("mirrored-live", __name__, identity, setting, seed, make)
    done(setting.epochs)
    return history


def _tested(model: Any, x: Array, y: Array) -> dict:
    half = len(x) // 2
    results = [
        model.evaluate(x[s], y[s], batch_size=500, verbose=0)
        for s in (slice(half), slice(half, None))
    ]
    loss, accuracy = zip(*results, strict=True)
    return {"test loss": [loss], "test accuracy": [accuracy]}


def _slopes(model: Any) -> Array:
    """(2, 8) PReLU's slopes; (0, 8) where none is learnt."""
    own = [layer for layer in model.layers if type(layer).__name__ == "PReLU"]
    return np.array([layer.get_weights()[0].ravel() for layer in own]).reshape(-1, CHANNELS)


def _callbacks(logs: str) -> list:
    if not logs:
        return []
    try:
        import tensorboard  # noqa: F401 - Keras finds out only in the middle of its first epoch
    except ImportError:
        raise TensorBoardMissingError(
            "logs for TensorBoard need the package: pip install tensorboard."
        ) from None
    return [load_keras().callbacks.TensorBoard(logs, histogram_freq=1)]


def _as_arrays(history: dict) -> History:
    return {name: np.asarray(values, np.float32) for name, values in history.items()}
