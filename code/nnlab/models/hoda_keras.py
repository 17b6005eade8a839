"""The report's three Hoda models, in Keras."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from IPython.utils.capture import capture_output

from nnlab.models.quiet_keras import load_keras


# book: build
def build(hidden: Sequence[int]) -> Any:
    """A compiled ``keras.Sequential``: 25 inputs, hidden ReLU layers, softmax over 10."""
    keras = load_keras()
    layers = [keras.layers.Dense(units, activation="relu") for units in hidden]
    model = keras.Sequential(
        [keras.Input((25,)), *layers, keras.layers.Dense(10, activation="softmax")]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# book: end
def summary(model: Any) -> str:
    """``model.summary()`` as plain text."""
    lines: list[str] = []
    with capture_output():  # in a notebook rich also displays an empty output
        model.summary(print_fn=lines.append, line_length=66)
    return "\n".join(lines)


def fit_seed(model: Any, seed: int, train: tuple, test: tuple, epochs: int = 100) -> dict:
    """``model.fit`` as in the report, after Keras's own seeding; its history, (epochs,) arrays."""
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    for layer in model.layers:
        layer.set_weights(
            [keras.initializers.GlorotUniform(seed + 1)(w.shape) if w.ndim > 1 else 0 * w
             for w in layer.get_weights()]
        )  # fmt: skip
    history = model.fit(
        *train, batch_size=64, epochs=epochs, validation_data=test, verbose=0
    ).history
    return {name: np.array(values) for name, values in history.items()}
