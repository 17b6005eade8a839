"""Hoda by Keras's own ``fit``, for a page."""

from __future__ import annotations

from nnlab.experiments.base import History
from nnlab.experiments.hoda import Setting, Split, as_inputs
from nnlab.experiments.live import kept
from nnlab.models.hoda_keras import build, fit_seed


def fit(setting: Setting, seed: int, split: Split, identity: str) -> History:
    """``model.fit`` as in the report: Keras's history, each (1, epochs); kept once it is made.

    identity: of the data that ``split`` was made from.
    """

    def make() -> History:
        parts = (as_inputs(setting, part) for part in (split.train, split.test))
        history = fit_seed(build(setting.hidden), seed, *parts, epochs=setting.epochs)
        return {name: values[None] for name, values in history.items()}

    return kept("hoda-live", __name__, identity, setting, seed, make)
