"""The recorded networks of the playground, and the code in which a page carries them.

What the script makes of it is tested in tests/book/test_playground_widget.py.
"""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pytest

from nnlab.datasets.playground import draw
from nnlab.experiments.playground import ACTIVATIONS, Setting, train
from nnlab.experiments.playground_films import record
from nnlab.figures import style
from nnlab.widgets.playground import playground
from nnlab.widgets.twelve_bits import encode, signed
from tests.conftest import ROOT

EPOCHS = (0, 1, 4)
SEEDS = (3, 7)


@pytest.fixture(scope="module")
def films():
    return record(Setting(hidden=(3,), precision="float64"), SEEDS, EPOCHS)


def decoded(code: str) -> np.ndarray:
    """The numbers, by base64's own decoder: three bytes are two numbers of twelve bits."""
    data = base64.b64decode(code + "A" * (-len(code) % 4), altchars=b"-_")
    bits = np.unpackbits(np.frombuffer(data, np.uint8)).reshape(-1, 12)
    return (bits @ (1 << np.arange(11, -1, -1)))[: len(code) // 2]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("data", ["xor", "spiral"])
def test_a_film_ends_as_the_run_alone_does(films, activation, data):
    setting = Setting(data, activation, precision="float64", checkpoints=EPOCHS)
    net, history = train(setting, [7])
    film = films[data, activation, 7]
    for recorded, alone in zip(film.net.parameters, net.parameters, strict=True):
        np.testing.assert_allclose(recorded[-1], alone[0], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(film.wrong, [history["wrong"][0], history["test wrong"][0]])
    losses = [history["loss"][0], history["test loss"][0]]
    np.testing.assert_allclose(film.losses, losses, atol=1e-6)
    np.testing.assert_array_equal(film.points.test.x, draw(data, 7).test.x)


def test_every_number_survives_the_code():
    numbers = np.arange(4096)
    code = encode(numbers)
    assert len(code) == 2 * 4096
    assert re.fullmatch(r"[A-Za-z0-9_-]*", code)
    np.testing.assert_array_equal(decoded(code), numbers)
    assert encode(np.zeros(0, int)) == ""


@pytest.mark.parametrize("bad", [[-1], [4096], [0.5]])
def test_what_does_not_fit_is_refused(bad):
    with pytest.raises(ValueError, match="0 to 4095"):
        encode(np.array(bad))


def test_signed_numbers_are_rounded_to_the_nearest_step(rng):
    values = np.append(rng.uniform(-3, 3, 1000), [-3, 0, 3])
    back = (signed(values, 3) - 2048) / 2047 * 3
    assert np.abs(back - values).max() <= 3 / 2047 / 2 * (1 + 1e-9)
    assert back[-3:].tolist() == [-3, 0, 3]


@pytest.mark.parametrize(("values", "scale"), [([2.0], 1), ([-2.0], 1), ([0.0], 0), ([np.nan], 1)])
def test_a_scale_that_does_not_fit_is_refused(values, scale):
    with pytest.raises(ValueError, match="within"):
        signed(np.array(values), scale)


def test_the_widget_holds_every_film(films):
    state = {"data": "xor", "activation": "relu", "units": 3, "seed": 7, "epoch": 4}
    widget = playground({3: films}, EPOCHS, start=state, stills=(0, 1, 4, 4), alt="Four maps.")
    data = json.loads(widget.json)
    assert len(data["films"]) == 4 * 4 * len(SEEDS)
    scale, code = data["films"]["xor-relu-3-7"]
    film, numbers = films["xor", "relu", 7], decoded(code)
    parameters = (numbers[: 3 * 13].reshape(3, 13) - 2048) / 2047 * scale
    (W, V), (b, c) = film.net.weights, film.net.biases
    for unit in range(3):
        expected = np.column_stack([W[:, 0, unit], W[:, 1, unit], b[:, unit], V[:, unit, 0]])
        found = parameters[:, 4 * unit : 4 * unit + 4]
        np.testing.assert_allclose(found, expected, atol=scale / 2047)
    np.testing.assert_allclose(parameters[:, -1:], c, atol=scale / 2047)
    losses, wrong = numbers[39:].reshape(2, 2, 3)
    np.testing.assert_allclose(losses / 1000, film.losses, atol=5.1e-4)
    np.testing.assert_array_equal(wrong, film.wrong)


def test_points_are_the_draw_the_positive_first(films):
    state = {"data": "xor", "activation": "relu", "units": 3, "seed": 7, "epoch": 4}
    widget = playground({3: films}, EPOCHS, start=state, stills=(0, 1, 4, 4), alt="Four maps.")
    train_positive, test_positive, code = json.loads(widget.json)["points"]["circle-7"]
    places = ((decoded(code) - 2048) / 2047 * 6).reshape(2, 250, 2)
    for part, positive, at in zip(
        (draw("circle", 7).train, draw("circle", 7).test),
        (train_positive, test_positive), places, strict=True,
    ):  # fmt: skip
        for sign, found in ((1, at[:positive]), (-1, at[positive:])):
            np.testing.assert_allclose(found, part.x[part.y == sign], atol=6 / 2047)


def test_the_page_uses_the_colours_of_the_book():
    css = (ROOT / "book/_static/book.css").read_text()
    assert f"--playground-positive: {style.LABEL_COLOURS[1]};" in css
    assert f"--playground-negative: {style.LABEL_COLOURS[0]};" in css
