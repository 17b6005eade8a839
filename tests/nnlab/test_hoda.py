"""The batch of Hoda networks against Keras itself, and against each network alone."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from nnlab.__main__ import main
from nnlab.experiments import hoda_live, hoda_runs
from nnlab.experiments.hoda import Setting, Split, as_inputs, draw, evaluate, logits, sizes, train
from nnlab.experiments.hoda_runs import split_of
from nnlab.models.hoda_keras import build, fit_seed
from nnlab.seeds import stream


@pytest.fixture
def split(rng):
    """Learnable made-up images: ten fixed patterns with noise."""
    patterns = rng.integers(0, 256, (10, 25))

    def part(n):
        y = rng.integers(0, 10, n)
        x = np.clip(patterns[y] + rng.normal(0, 90, (n, 25)), 0, 255)
        return x.astype(np.uint8), y.astype(np.uint8)

    return Split(part(200), part(60), part(150))


@pytest.mark.parametrize("hidden", [(), (15,), (50, 30, 15)])
def test_batch_equals_keras_given_its_weights_and_order(split, hidden):
    import keras

    setting = Setting(hidden=hidden, epochs=4)
    seeds = [5, 8]
    untrained = draw(setting, seeds)
    start = [[np.array(p[s]) for p in untrained.parameters] for s in range(2)]
    net, history = train(setting, seeds, split)
    (x, y), (x_test, y_test) = as_inputs(setting, split.train), as_inputs(setting, split.test)
    for member, seed in enumerate(seeds):
        layers = [keras.layers.Dense(n, activation="relu") for n in hidden]
        model = keras.Sequential([keras.Input((25,)), *layers, keras.layers.Dense(10, "softmax")])
        model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
        W, b = start[member][: len(hidden) + 1], start[member][len(hidden) + 1 :]
        for layer, w, bias in zip(model.layers, W, b, strict=True):
            layer.set_weights([w, bias])
        order = stream(seed, "order")
        for epoch in range(4):
            rows = order.permutation(len(x))
            theirs = model.fit(
                x[rows], y[rows], batch_size=64, shuffle=False, verbose=0,
                validation_data=(x_test, y_test),
            ).history  # fmt: skip
            for ours, name in [
                ("loss", "loss"),
                ("accuracy", "accuracy"),
                ("test loss", "val_loss"),
                ("test accuracy", "val_accuracy"),
            ]:
                assert history[ours][member, epoch] == pytest.approx(theirs[name][0], abs=2e-4)
        for layer, w, bias in zip(model.layers, net.weights, net.biases, strict=True):
            for ours, kept in zip((w, bias), layer.get_weights(), strict=True):
                np.testing.assert_allclose(ours[member], kept, atol=2e-4)


def test_the_live_fit_is_what_keras_gives_and_is_not_made_again(split, tmp_path, monkeypatch):
    monkeypatch.setenv("NNLAB_RUNS", str(tmp_path))
    setting, made = Setting(hidden=(15,), epochs=2), []
    parts = (as_inputs(setting, part) for part in (split.train, split.test))
    wanted = fit_seed(build((15,)), 3, *parts, epochs=2)
    monkeypatch.setattr(hoda_live, "fit_seed", lambda *a, **k: made.append(a) or fit_seed(*a, **k))
    for _ in range(2):
        history = hoda_live.fit(setting, 3, split, "made up")
        assert {name: values[0].tolist() for name, values in history.items()} == {
            name: values.tolist() for name, values in wanted.items()
        }
    assert len(made) == 1


def test_a_run_is_the_same_alone(split):
    setting = Setting(hidden=(15,), epochs=3)
    together = train(setting, [4, 9, 2], split)[1]
    for position, seed in enumerate([4, 9, 2]):
        alone = train(setting, [seed], split)[1]
        for name, values in alone.items():
            np.testing.assert_allclose(values[0], together[name][position], atol=1e-5)


def test_initial_weights_are_those_of_keras_in_distribution():
    import keras

    net = draw(Setting(hidden=(50, 30, 15)), range(40))
    layer = keras.layers.Dense(50)
    layer.build((None, 25))
    theirs = np.abs(layer.get_weights()[0]).max()
    assert net.weights[0].dtype == np.float32
    assert np.abs(net.weights[0]).max() == pytest.approx(theirs, rel=0.02)
    assert all((b == 0).all() for b in net.biases)


def test_evaluation_in_chunks_is_the_mean(split, monkeypatch):
    setting = Setting(hidden=(15,))
    net = draw(setting, [1, 2])
    inputs, targets = as_inputs(setting, split.rest)
    whole = evaluate(net, inputs, targets)
    monkeypatch.setattr("nnlab.experiments.hoda.CHUNK", 7)
    np.testing.assert_allclose(evaluate(net, inputs, targets), whole, rtol=1e-5)
    right = logits(net, inputs).argmax(-1) == split.rest[1]
    np.testing.assert_allclose(whole[1], right.mean(-1))


def test_split_takes_more_images_from_the_others():
    from nnlab.datasets.base import Part
    from nnlab.datasets.hoda import Hoda

    def part(low, high):
        return Part(np.arange(low, high)[:, None], np.arange(low, high))

    data = Hoda(
        train=part(0, 1000), test=part(1000, 1200), others=part(1200, 60000),
        identity="x", source="NNLAB_DATA",
    )  # fmt: skip
    split = split_of(Setting(examples=1500), data)
    assert split.train[1][[0, 999, 1000, -1]].tolist() == [0, 999, 1200, 1699]
    assert split.rest[1][[0, -1]].tolist() == [1700, 59999]
    assert not set(split.train[1]) & (set(split.rest[1]) | set(split.test[1]))
    with pytest.raises(ValueError, match="999 training images"):
        split_of(replace(Setting(), examples=999), data)


def test_sizes():
    assert sizes(Setting(hidden=(50, 30, 15))) == (25, 50, 30, 15, 10)


def test_a_run_without_the_data_ends_in_one_line(monkeypatch, capsys):
    stand_in = SimpleNamespace(is_stand_in=True, note="There is no network.")
    monkeypatch.setattr(hoda_runs.hoda, "load", lambda: stand_in)
    assert main(["run", "hoda", "--seed", "1"]) == 1
    error = capsys.readouterr().err
    assert error == "nnlab: a study of Hoda needs the real data. There is no network.\n"
