"""MNIST trainings a second: the book's passes against the report's loop, same weights after them.

Goals: one training at least 5 times as fast as the loop, and in a study, on two processes, at
least 8 times as fast per network. The loop takes its images as the report does, through a
DataLoader that turns each into a tensor and normalises it, every time; it is given the number of
threads that suits it better. Both train on the same made-up images in the same batches, for one
epoch, and measure a sixth as many test images after it. The rate of arithmetic is set against that
of a large product of matrices on one thread.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context

import numpy as np

from benchmarks.turns import seconds, times
from nnlab.datasets.torchvision_ops import declare_missing_operators
from nnlab.experiments.mnist import CLASSES, PIXELS, Digits, Setting, draw, normalised, train
from nnlab.models.mnist_torch import build
from nnlab.seeds import stream
from nnlab.training.torch_loop import train_epoch, validate

IMAGES, TESTED = 9600, 1600
NETWORKS = 4  # of a study, on two processes
TURNS = 3
MEAN, DEVIATION = 0.1307, 0.3081
SETTING = Setting(epochs=1)


def made_up() -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 28, 28) uint8 and labels (n,): ten patterns with noise, the last ones to test."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, IMAGES + TESTED)
    patterns = rng.integers(0, 256, (CLASSES, 28, 28))
    noisy = patterns[labels] + rng.normal(0, 80, (len(labels), 28, 28))
    return np.clip(noisy, 0, 255).astype(np.uint8), labels


def digits() -> Digits:
    """The same, as the experiment takes them."""
    import torch

    images, labels = made_up()
    x, y = normalised(images, MEAN, DEVIATION), torch.from_numpy(labels)
    return Digits((x[:IMAGES], y[:IMAGES]), (x[IMAGES:], y[IMAGES:]), -MEAN / DEVIATION)


def loader(images: np.ndarray, labels: np.ndarray, order):
    """The report's DataLoader, in a given order."""
    import torch
    from PIL import Image
    from torchvision import transforms

    class Images(torch.utils.data.Dataset):
        transform = transforms.Compose(
            [transforms.ToTensor(), transforms.Normalize((MEAN,), (DEVIATION,))]
        )

        def __len__(self) -> int:
            return len(images)

        def __getitem__(self, index: int):
            return self.transform(Image.fromarray(images[index])).flatten(), int(labels[index])

    return torch.utils.data.DataLoader(Images(), batch_size=64, sampler=order.tolist())


def report_loop(seed: int):
    """One epoch and its validation as in the report; the model."""
    import torch

    images, labels = made_up()
    order, model = stream(seed, "order"), build(draw(SETTING, seed))
    adam = torch.optim.Adam(model.parameters(), lr=SETTING.rate)
    trained = loader(images[:IMAGES], labels[:IMAGES], order.permutation(IMAGES))
    tested = loader(images[IMAGES:], labels[IMAGES:], order.permutation(TESTED))
    start = time.perf_counter()
    train_epoch(model, adam, trained)
    validate(model, tested)
    return time.perf_counter() - start, model


def study(seeds: range) -> float:
    """Seconds in which a process of its own trains one network a seed."""
    prepared = digits()
    start = time.perf_counter()
    train(SETTING, seeds, prepared)
    return time.perf_counter() - start


def matmul_rate(size: int = 2048) -> float:
    """Floating-point operations a second of a large float32 product on one thread."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    a, b = torch.randn(size, size), torch.randn(size, size)
    best = min(seconds(torch.mm, a, b) for _ in range(4))
    torch.set_num_threads(threads)
    return 2 * size**3 / best


def operations() -> float:
    """Multiplications and additions of one training: forward, weights' and inputs' gradients."""
    layers = list(pairwise((PIXELS, *SETTING.hidden, CLASSES)))
    forward = 2 * sum(n * m for n, m in layers)
    return IMAGES * (3 * forward - 2 * layers[0][0] * layers[0][1])


def largest_difference(net, model) -> float:
    """Between the parameters of both, after the same training."""
    linear = [layer for layer in model if hasattr(layer, "weight")]
    pairs = [(W.T, layer.weight) for W, layer in zip(net.weights, linear, strict=True)]
    pairs += [(b, layer.bias) for b, layer in zip(net.biases, linear, strict=True)]
    return max(float((ours - theirs.detach()).abs().max()) for ours, theirs in pairs)


def main() -> int:
    declare_missing_operators()
    import torch

    prepared, usual = digits(), torch.get_num_threads()
    (net,), _ = train(SETTING, [0], prepared)
    difference = largest_difference(net, report_loop(0)[1])
    single, per_network, shares = [], [], []
    halves = [range(1, NETWORKS + 1, 2), range(2, NETWORKS + 1, 2)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(study, [range(1), range(1)]))
        for turn in range(TURNS):
            loops = []
            for threads in {1, usual}:
                torch.set_num_threads(threads)
                loops.append(report_loop(turn)[0])
            torch.set_num_threads(usual)
            ours = seconds(train, SETTING, [turn], prepared)
            single.append(min(loops) / ours)
            per_network.append(min(loops) / (max(pool.map(study, halves)) / NETWORKS))
            shares.append(operations() / ours / matmul_rate())
    one, fast = times(single, 5)
    many, fast_together = times(per_network, 8)
    print(
        f"mnist against the report's loop, one training: {one}\n"
        f"mnist in a study on two processes, per network: {many}\n"
        f"largest difference of a weight after {IMAGES // 64} equal steps: {difference:.1e}\n"
        f"arithmetic at {statistics.median(shares):.0%} of the rate of a large product"
    )
    return 0 if fast and fast_together and difference < 1e-2 else 1


if __name__ == "__main__":
    sys.exit(main())
