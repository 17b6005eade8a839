"""The report's network for mirrored MNIST, in Keras."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlab.activations.leaky_relu import leaky_relu
from nnlab.models.quiet_keras import load_keras


# book: build
def build(slope: float | None) -> Any:
    """A compiled ``keras.Sequential`` for images (28, 28, 1) and one-hot labels.

    slope: α of the leaky ReLU after each convolution; None for PReLU, one α a channel,
           which Keras starts at 0.
    """
    keras = load_keras()

    def activation():
        if slope is None:
            return keras.layers.PReLU(shared_axes=[1, 2])
        return keras.layers.Activation(leaky_relu(slope).keras)

    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(8, 7),
            activation(),
            keras.layers.Conv2D(8, 5),
            activation(),
            keras.layers.Flatten(),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# book: end
def start_from(model: Any, arrays: Sequence[np.ndarray]) -> None:
    """Give the two convolutions and the dense layer these kernels and biases, in turn."""
    layers = [layer for layer in model.layers if hasattr(layer, "kernel")]
    for layer, pair in zip(layers, zip(arrays[::2], arrays[1::2], strict=True), strict=True):
        layer.set_weights(pair)
