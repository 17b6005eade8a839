"""BCE and MSE in the logit, the batch against Keras, early stopping against Keras's own."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from nnlab.experiments import first_loss, two_losses, two_losses_runs
from nnlab.experiments.two_losses import BCE, LOSSES, PARTS, Setting, draw, split, train
from nnlab.losses.expected import expected_loss
from nnlab.losses.logit_flow import cross_entropy_time, descend, squared_error_time
from nnlab.losses.squared_error_with_logits import MSE_WITH_LOGITS, curvature
from nnlab.models.losses_keras import build, fit_and_stop
from nnlab.seeds import stream
from nnlab.studies import two_losses as study
from nnlab.training.early_stopping import early_stopping

SMALL = Setting(training=64, validation=40, test=50, hidden=(12,), epochs=4, looked=2)


@pytest.fixture(scope="module")
def pictures():
    """Learnable made-up images: ten fixed patterns with noise."""
    rng = np.random.default_rng(3)
    digits = rng.integers(0, 10, 400)
    noisy = rng.integers(0, 256, (10, 25))[digits] + rng.normal(0, 90, (400, 25))
    return np.clip(noisy, 0, 255).astype(np.uint8), digits.astype(np.uint8)


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_curvature_against_differences_and_its_sign(y):
    z, h = np.linspace(-6, 6, 41), 1e-5
    label = np.full_like(z, y)
    slope = MSE_WITH_LOGITS.gradient
    numeric = (slope(z + h, label) - slope(z - h, label)) / (2 * h)
    np.testing.assert_allclose(curvature(z, label), numeric, atol=1e-9)
    p = 1 / (1 + np.exp(-z))
    wrong = 1 - p if y else p
    assert ((curvature(z, label) < 0) == (wrong > 2 / 3)).all()


def test_slope_is_largest_at_a_third():
    z = np.linspace(-5, 5, 100_001)
    slope = MSE_WITH_LOGITS.gradient(z, np.ones_like(z))
    assert z[slope.argmin()] == pytest.approx(-np.log(2), abs=1e-4)
    assert slope.min() == pytest.approx(-8 / 27)
    assert np.max(slope / BCE.gradient(z, np.ones_like(z))) == pytest.approx(0.5)


@pytest.mark.parametrize(("name", "time"), [
    ("bce", cross_entropy_time), ("mse", squared_error_time),
])  # fmt: skip
@pytest.mark.parametrize("start", [-5.0, -1.0])
def test_time_against_an_integrator_and_descent(name, time, start):
    loss = LOSSES[name]

    def velocity(_, z):
        return -loss.gradient(z, np.ones(1))

    end = solve_ivp(velocity, (0, time(start, 0.5)), [start], rtol=1e-9, atol=1e-11).y[0, -1]
    assert end == pytest.approx(0.5, abs=1e-5)
    rate = 0.01
    taken = rate * (len(descend(loss, start, rate)) - 1)
    assert taken == pytest.approx(time(start, 0), rel=0.02, abs=2 * rate)


def test_descent_that_never_arrives_is_named():
    with pytest.raises(ValueError, match="20 steps"):
        descend(LOSSES["mse"], -8, 0.1, most=20)


@pytest.mark.parametrize("s", [0.0, 0.3, 1.0, 5.0])
def test_expected_loss_against_quadrature_and_bounds(s):
    for (name, loss), base, most in zip(LOSSES.items(), (np.log(2), 0.25), (8, 16), strict=True):
        for y in (0.0, 1.0):

            def weighted(x, y=y, loss=loss):
                return float(loss([s * x], [y])[0]) * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)

            assert expected_loss(loss, s) == pytest.approx(quad(weighted, -12, 12)[0], rel=1e-7)
        assert base - 1e-12 <= expected_loss(loss, s) <= base + s**2 / most + 1e-12, name
    with pytest.raises(ValueError, match="at least 0"):
        expected_loss(BCE, -1)


@pytest.mark.parametrize("name", ["bce", "mse"])
def test_batch_equals_keras_given_its_weights_and_order(pictures, name):
    setting, seeds = replace(SMALL, loss=name, rate=0.3), [5, 8]
    untrained = [p.copy() for p in draw(setting, seeds).parameters]
    net, history = train(setting, seeds, *pictures)
    parts = split(setting, seeds, *pictures)
    keras_name = {"bce": "binary_crossentropy", "mse": "mean_squared_error"}[name]
    model = build(keras_name, 0.3, 0, hidden=12)
    for s, seed in enumerate(seeds):
        W1, W2, b1, b2 = (p[s] for p in untrained)
        model.set_weights([W1, b1, W2, b2])
        order = stream(seed, "order")
        (x, y), (x_val, y_val) = ((a[s], b[s]) for a, b in list(parts.values())[:2])
        for epoch in range(1, 5):
            rows = order.permutation(64)
            theirs = model.fit(
                x[rows], y[rows], batch_size=32, shuffle=False, verbose=0,
                validation_data=(x_val, y_val),
            ).history  # fmt: skip
            ours = history[f"validation {name}"][s, epoch]
            assert ours == pytest.approx(theirs["val_loss"][0], abs=1e-5)
            right = history["validation accuracy"][s, epoch]
            assert right == pytest.approx(theirs["val_accuracy"][0], abs=1e-6)
        for ours, theirs in zip(
            (net.weights[0], net.biases[0], net.weights[1], net.biases[1]), model.get_weights(),
            strict=True,
        ):  # fmt: skip
            np.testing.assert_allclose(ours[s], theirs, atol=1e-5)


def test_a_run_is_the_same_alone(pictures):
    together = train(SMALL, [4, 9, 2], *pictures)[1]
    for position, seed in enumerate([4, 9, 2]):
        for name, values in train(SMALL, [seed], *pictures)[1].items():
            np.testing.assert_allclose(values[0], together[name][position], atol=1e-5)


def test_parts_share_no_image_and_both_losses_see_the_same(pictures):
    images = np.arange(400, dtype=np.uint8)[:, None].repeat(25, axis=1)
    images[256:] = 255 - images[256:]  # still distinct within a pair of columns
    images[:, 0] = np.arange(400) // 256
    parts = split(SMALL, [1, 2], images, pictures[1])
    for s in range(2):
        rows = np.concatenate([part[0][s] for part in parts.values()])
        assert len(np.unique(rows, axis=0)) == 154
    assert [part[0].shape[1] for part in parts.values()] == [64, 40, 50]
    with pytest.raises(ValueError, match="154 images are needed"):
        split(SMALL, [1], images[:100], pictures[1][:100])


def test_measures_against_plain_formulas(pictures):
    net, history = train(SMALL, [3], *pictures)
    x, y = split(SMALL, [3], *pictures)["test"]
    p = 1 / (1 + np.exp(-two_losses.logits(net, x).astype(float)))
    bce = -np.log(np.where(y == 1, p, 1 - p))
    plain = {
        "bce": bce, "mse": (p - y) ** 2, "capped": np.minimum(bce, 4 * np.log(2)),
        "accuracy": (p > 0.5) == (y == 1),
    }  # fmt: skip
    for name, values in plain.items():
        assert history[f"test {name}"][0, -1] == pytest.approx(values.mean(), abs=1e-5)
    assert history["validation losses"].shape == (1, 40)
    looked = history["validation losses"].mean()
    assert looked == pytest.approx(history["validation bce"][0, 2], abs=1e-6)


def test_temperature_is_found_again(rng):
    z = rng.normal(0, 2, (1, 20_000, 1)).astype(np.float32)
    y = (rng.uniform(size=z.shape) < 1 / (1 + np.exp(-z))).astype(np.float32)
    assert two_losses.best_temperature(3 * z, y)[0] == pytest.approx(3, rel=0.08)


CURVES = [[3, 2, 1, 2, 2, 2, 0], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [2, 2, 1, 3, 1, 3]]


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("patience", [1, 2, 3, 9])
def test_early_stopping_is_that_of_keras(curve, patience):
    import keras

    stopper = keras.callbacks.EarlyStopping(
        "val_loss", patience=patience, restore_best_weights=True, mode="min"
    )
    state = SimpleNamespace(stop_training=False, epoch=0, get_weights=lambda: state.epoch,
                            set_weights=lambda w: setattr(state, "epoch", w))  # fmt: skip
    stopper.set_model(state)
    stopper.on_train_begin()
    for epoch, loss in enumerate(curve):
        state.epoch = last = epoch + 1
        stopper.on_epoch_end(epoch, {"val_loss": float(loss)})
        if state.stop_training:
            break
    stopper.on_train_end()
    assert early_stopping(np.array(curve), patience) == (state.epoch, last)


def test_early_stopping_needs_losses_and_patience():
    with pytest.raises(ValueError, match="a patience of 0"):
        early_stopping(np.ones(3), 0)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_keras_keeps_and_saves_the_best_weights(pictures, tmp_path):
    import keras

    parts = {name: (x[0], y[0]) for name, (x, y) in split(SMALL, [1], *pictures).items()}
    model = build("binary_crossentropy", 3.0, 0, hidden=12)
    history = fit_and_stop(model, parts["training"], parts["validation"], tmp_path, 50, epochs=5)
    after = model.evaluate(*parts["validation"], verbose=0)[0]
    assert after == pytest.approx(history["val_loss"].min(), abs=1e-6)  # patience not used up
    saved = keras.saving.load_model(tmp_path / "best.keras")
    for ours, theirs in zip(model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def made_history():
    """Two runs of 400 epochs: the validation loss is lowest at epochs 30 and 120."""
    epochs = np.arange(401)
    history = {f"{part} {m}": np.ones((2, 401)) for part in PARTS for m in two_losses.MEASURES}
    history["validation bce"] = np.abs(epochs - np.array([[30], [120]])) / 100 + 0.1
    history["test bce"] = history["validation bce"] + 1
    history["training accuracy"] = np.minimum(epochs / np.array([[50], [200]]), 1)
    history |= {"temperature": np.ones(2), "test bce, tempered": np.ones(2)}
    history["validation losses"] = np.tile([10.0, *[1.0] * 19], (2, 1))
    return history


def test_summary_on_a_made_up_history():
    summary = study.summarise(Setting("bce"), made_history())
    assert summary["best epoch"] == [30, 100]
    assert summary["far best epoch"] == [30, 120]
    assert summary["test bce at best"] == [1.1, 1.3]
    assert summary["last epoch, patience 10"] == [40, 100]
    assert summary["kept epoch, patience 10"] == [30, 100]
    assert summary["epoch of accuracy 0.98"] == [49, 196]
    assert summary["validation bce at accuracy 0.98"] == [0.29, 0.86]
    assert summary["worst 0.05"] == pytest.approx([10 / 29] * 2, rel=1e-3)
    assert summary["optimism loss"] == pytest.approx([0, 0], abs=1e-9)
    assert summary["validation rise"] == pytest.approx([0.4, -0.4])


def test_optimism_is_what_the_choice_adds(rng):
    """Noise alone: the chosen validation value is too low, the test value is not."""
    noise = rng.normal(0, 1, (2, 300, 101))
    history = {"validation bce": noise[0], "test bce": noise[1]}
    found = study.optimism(history, "bce", np.argmin)
    least = np.mean(rng.normal(0, 1, (5000, 100)).min(axis=1))
    assert found.mean() == pytest.approx(-least, abs=0.2)


def test_first_loss_of_a_zero_last_layer_is_exact(pictures):
    found = first_loss.measure(first_loss.Setting(images=200, zero_last=True), range(3), *pictures)
    np.testing.assert_allclose(found["bce"], np.log(2), rtol=1e-14)
    np.testing.assert_array_equal(found["mse"], 0.25)
    np.testing.assert_array_equal(found["near"], 1)


def test_first_loss_against_the_expectation(pictures):
    found = first_loss.measure(first_loss.Setting("he", images=200), range(300), *pictures)
    expected = np.mean([expected_loss(BCE, s) for s in found["size"]])
    error = found["bce"].std() / np.sqrt(300)
    assert abs(found["bce"].mean() - expected) < 4 * error
    assert found["p"].mean() == pytest.approx(0.5, abs=0.05)


def test_a_run_without_the_data_ends_in_one_line(monkeypatch):
    stand_in = SimpleNamespace(is_stand_in=True, note="There is no network.")
    monkeypatch.setattr(two_losses_runs.hoda, "load", lambda: stand_in)
    with pytest.raises(RuntimeError, match="needs the real data"):
        two_losses_runs.run_two(SMALL, [1])
