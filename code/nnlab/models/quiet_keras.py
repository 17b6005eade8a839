"""Import Keras without TensorFlow's start-up messages.

TensorFlow writes to the process's standard error before any setting can stop it, and a chapter
that writes there fails the build.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def load_keras() -> ModuleType:
    """The module ``keras`` on TensorFlow, ready for its first operation."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with _silent_descriptor(2):
        import keras

        keras.ops.convert_to_numpy(keras.ops.zeros(1))  # its first operation speaks as well
    return keras


@contextmanager
def _silent_descriptor(descriptor: int) -> Iterator[None]:
    """What C code writes there is lost; Python's own exceptions still come through."""
    kept, null = os.dup(descriptor), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, descriptor)
        yield
    finally:
        os.dup2(kept, descriptor)
        os.close(kept)
        os.close(null)
