"""The network of hw6-q2 in Keras, with the callbacks that the report recommends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nnlab.models.quiet_keras import load_keras

Array = np.ndarray


# book: build
def build(loss: str, rate: float, seed: int, hidden: int = 100) -> Any:
    """A compiled ``keras.Sequential``: 25 inputs, one ReLU layer, one sigmoid; plain SGD.

    loss: Keras's name, "binary_crossentropy" or "mean_squared_error".
    """
    keras = load_keras()
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((25,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.SGD(rate), loss, metrics=["accuracy"], jit_compile=False)
    return model


# book: callbacks
def fit_and_stop(
    model: Any,
    training: tuple,
    validation: tuple,
    folder: Path,
    patience: int,
    epochs: int = 100,
) -> dict[str, Array]:
    """Train until the validation loss has not improved for ``patience`` epochs.

    The best weights are in the model afterwards, and in ``folder / "best.keras"``.
    """
    keras = load_keras()
    callbacks = [
        keras.callbacks.EarlyStopping(
            "val_loss",
            patience=patience,
            restore_best_weights=True,
        ),
        keras.callbacks.ModelCheckpoint(
            folder / "best.keras",
            "val_loss",
            save_best_only=True,
        ),
    ]
    history = model.fit(
        *training, validation_data=validation, batch_size=32, epochs=epochs, verbose=0,
        callbacks=callbacks,
    ).history  # fmt: skip
    return {name: np.array(values) for name, values in history.items()}


# book: end
