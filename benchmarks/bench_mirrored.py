"""Mirrored MNIST trainings a second: column pairs against Keras's ``fit``, same weights after.

Goals: a network of the study at least 1.3 times as fast as a plain ``model.fit`` of the same
batches, as a study runs them: two processes of one thread each, against one ``fit`` with all
threads. Both train on the same made-up images from the same weights in the same order.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks.turns import seconds, times
from nnlab.experiments.mirrored import Setting, draw, network, one_thread, run_epoch
from nnlab.models.paired_cnn import columns
from nnlab.seeds import stream
from nnlab.training.adam import Adam

IMAGES = 12_800
TURNS = 3
SETTINGS = {"ReLU": Setting(), "PReLU": Setting(learnt=True)}


def made_up() -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 28, 28) float32 and labels (n,): ten fixed patterns with noise."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, IMAGES)
    patterns = rng.random((10, 28, 28))
    noisy = patterns[labels] + rng.normal(0, 0.3, (IMAGES, 28, 28))
    return np.clip(noisy, 0, 1).astype(np.float32), labels


def ours(name: str, seed: int) -> tuple[float, list[np.ndarray]]:
    """Seconds of one epoch, and the weights after it."""
    import torch

    images, labels = made_up()
    x, y = columns(images), torch.from_numpy(labels)
    net, rows = network(SETTINGS[name], seed), stream(seed, "order").permutation(IMAGES)
    with one_thread():
        spent = seconds(run_epoch, net, Adam(), x, y, torch.from_numpy(rows), 128)
        return spent, net.arrays()


def keras_fit(name: str, seed: int) -> tuple[float, list[np.ndarray]]:
    """The same by ``model.fit``, measured after a first, slow call on a few batches."""
    from nnlab.models.mirrored_keras import build, start_from

    images, labels = made_up()
    rows = stream(seed, "order").permutation(IMAGES)
    x, y = images[rows][..., None], np.eye(10, dtype=np.float32)[labels[rows]]
    model = build(None if SETTINGS[name].learnt else SETTINGS[name].slope)
    options = {"batch_size": 128, "shuffle": False, "verbose": 0}
    model.fit(x[:256], y[:256], **options)
    for variable in model.optimizer.variables:
        if variable.path.rpartition("/")[2] != "learning_rate":
            variable.assign(0 * variable.value)
    start_from(model, draw(seed))
    for layer in model.layers:
        if type(layer).__name__ == "PReLU":
            layer.set_weights([0 * w for w in layer.get_weights()])
    spent = seconds(lambda: model.fit(x, y, **options))
    kept = [w for layer in model.layers if hasattr(layer, "kernel") for w in layer.get_weights()]
    return spent, kept


def main() -> int:
    ratios: dict[str, list[float]] = {name: [] for name in SETTINGS}
    differences = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(ours, ["ReLU"] * 2, [0, 0]))  # starts both
        for turn in range(TURNS):
            for name in SETTINGS:
                theirs, kept = keras_fit(name, turn)
                pair = list(pool.map(ours, [name] * 2, [turn, turn + 100]))
                ratios[name].append(theirs / (max(spent for spent, _ in pair) / 2))
                largest = max(abs(a - b).max() for a, b in zip(pair[0][1], kept, strict=True))
                differences.append(float(largest))
    found = {name: times(values, 1.3) for name, values in ratios.items()}
    for name, (text, _) in found.items():
        print(f"mirrored MNIST, {name}, in a study against model.fit, per network: {text}")
    print(f"largest difference of a weight after {IMAGES // 128} steps: {max(differences):.1e}")
    return 0 if all(fast for _, fast in found.values()) and max(differences) < 1e-2 else 1


if __name__ == "__main__":
    sys.exit(main())
