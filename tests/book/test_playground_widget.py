"""The playground without a server, in a real browser, against NumPy."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from nnlab.datasets.playground import draw
from nnlab.experiments.playground import ACTIVATIONS, Setting, evaluate, output_at, train
from nnlab.models.mlp import MLP
from tests.conftest import ROOT

pytestmark = [pytest.mark.book, pytest.mark.browser]

SCRIPTS = ("widget.js", "playground.js")
ROOT_OF_IT = '[data-widget="playground"]'
DATA = f"JSON.parse(document.querySelector('{ROOT_OF_IT} script').textContent)"
PICTURES = f"""[...document.querySelectorAll('{ROOT_OF_IT} .playground-views [role=img]')].map(
    part => part.tagName === "CANVAS" ? part.toDataURL() : part.innerHTML)"""


@pytest.fixture(scope="module")
def whole(built):
    return built.html / "book/experiments/playground.html"


@pytest.fixture(scope="module")
def page(whole, tmp_path_factory):
    """The playground cut out of its page, with the book's style and its scripts."""
    text, static = whole.read_text(encoding="utf-8"), whole.parents[2] / "_static"
    start = text.index('<div class="widget" data-widget="playground">')
    end = text.index("</script></div>", start) + len("</script></div>")
    path = tmp_path_factory.mktemp("playground") / "page.html"
    scripts = "".join(f'<script src="{(static / name).as_uri()}"></script>' for name in SCRIPTS)
    path.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>'
        f'<link rel="stylesheet" href="{(static / "book.css").as_uri()}">{text[start:end]}'
        f"{scripts}</html>",
        encoding="utf-8",
    )
    return path.as_uri()


@pytest.fixture
def tab(browser, page):
    """The playground on a phone, all its complaints gathered."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    tab = context.new_page()
    complaints = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(page)
    yield tab
    assert not complaints
    context.close()


def choose(tab, title, option):
    tab.locator(ROOT_OF_IT).get_by_role("combobox", name=title, exact=True).select_option(
        label=str(option)
    )


def status(tab):
    return tab.locator(f"{ROOT_OF_IT} [role=status]").text_content()


def go(tab, page, **state):
    tab.goto("about:blank")
    tab.goto(page + "#playground?" + "&".join(f"{k}={v}" for k, v in state.items()))


def networks(tab, activation):
    """The page's networks on XOR, 5 units, seed 0, as a stack of epochs."""
    state = {"data": "xor", "activation": activation, "units": 5, "seed": 0}
    found = tab.evaluate(f"state => playground.film({DATA}, state).networks", state)
    of = lambda key: np.array([[unit[key] for unit in net["units"]] for net in found])  # noqa: E731
    W, b, V = np.stack([of("first"), of("second")], axis=1), of("bias"), of("out")[..., None]
    c = np.array([[net["bias"]] for net in found])
    return MLP([W, V], [b, c], (ACTIVATIONS[activation], ACTIVATIONS["tanh"]))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_scripts_outputs_are_those_of_numpy(tab, activation, rng):
    net = networks(tab, activation)
    where = rng.uniform(-6, 6, (40, 2))
    state = {"data": "xor", "activation": activation, "units": 5, "seed": 0}
    found = tab.evaluate(
        f"""([state, where]) => playground.film({DATA}, state).networks.map(
            net => where.map(([x, y]) => playground.output(net, x, y)))""",
        [state, where.tolist()],
    )
    expected = output_at(Setting(precision="float64"), net, where)
    assert np.ptp(expected[-1]) > 0.1
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_counts_are_those_of_networks_trained_here(tab, page):
    """A short training is enough: what is recorded by epoch 20 does not depend on later ones."""
    for data, activation, units, seed in (("circle", "tanh", 3, 8), ("xor", "relu", 8, 10)):
        setting = Setting(data, activation, (units,), checkpoints=(0, 5, 20))
        _, history = train(setting, [seed])
        for i, epoch in enumerate(setting.checkpoints):
            go(tab, page, data=data, activation=activation, units=units, seed=seed, epoch=epoch)
            wrong = (history[key][0, i] for key in ("test wrong", "wrong"))
            assert status(tab) == "Epoch {}: {} of 250 test points wrong, {} of 250 training " \
                "points.".format(epoch, *wrong)  # fmt: skip


def test_drawn_points_and_networks_give_the_shown_counts(tab, page):
    """All from the page's own numbers, judged by NumPy: rounding may move a point or two."""
    go(tab, page, data="xor", activation="tanh", units=5, seed=0, epoch=100)
    film = tab.evaluate(f"playground.film({DATA}, {{...{DATA}.start, data: 'xor', units: 5}})")
    drawn = tab.evaluate(f"playground.points({DATA}, {{data: 'xor', seed: 0}})")
    net = networks(tab, "tanh")
    for i, part in enumerate(("train", "test")):
        x, y = np.array(drawn[part])[:, :2], np.array(drawn[part])[:, 2:]
        count = len(net.weights[0])
        losses, wrong = evaluate(net, np.stack([x] * count), np.stack([y] * count))
        assert np.abs(wrong - film["wrong"][i]).max() <= 2
        np.testing.assert_allclose(losses, film["losses"][i], atol=0.005)
    truth = draw("xor", 0).test
    np.testing.assert_allclose(np.sort(x, axis=0), np.sort(truth.x, axis=0), atol=0.01)


def test_the_map_shows_the_side_of_the_output(tab, page):
    """Blue above 0, orange below, the second input upwards: read from the canvas."""
    go(tab, page, data="gaussians", activation="linear", units=3, seed=0, epoch=500)
    choose(tab, "Points", "none")
    blue_minus_red = """(canvas, [x, y]) => {
        const at = v => (v / 6 + 1) * canvas.width / 2;
        const [r, , b] = canvas.getContext("2d").getImageData(at(x), at(-y), 1, 1).data;
        return b - r;
    }"""
    canvas = tab.query_selector(f"{ROOT_OF_IT} canvas")
    assert canvas.evaluate(blue_minus_red, [4, 4]) > 30
    assert canvas.evaluate(blue_minus_red, [-4, -4]) < -30
    go(tab, page, data="xor", activation="relu", units=8, seed=0, epoch=500)
    choose(tab, "Points", "none")
    canvas = tab.query_selector(f"{ROOT_OF_IT} canvas")
    for x, y in ((4, 4), (-4, -4), (4, -4), (-4, 4)):
        assert (canvas.evaluate(blue_minus_red, [x, y]) > 0) == (x * y > 0)


@pytest.mark.parametrize(
    ("title", "option", "changed"),
    [
        ("Data", "XOR", [True, True, True]),
        ("Activation", "ReLU", [True, True, True]),
        ("Hidden units", 8, [True, True, True]),
        ("Seed", 10, [True, True, True]),
        ("Points", "training", [True, False, False]),
    ],
)
def test_each_choice_changes_what_is_shown(tab, title, option, changed):
    before = tab.evaluate(PICTURES)
    choose(tab, title, option)
    after = tab.evaluate(PICTURES)
    assert [a != b for a, b in zip(before, after, strict=True)] == changed


def test_the_keyboard_moves_through_the_epochs(tab):
    time = tab.locator(f"{ROOT_OF_IT} input[type=range]")
    assert (time.get_attribute("aria-valuetext"), status(tab)[:9]) == ("epoch 30", "Epoch 30:")
    before = tab.evaluate(PICTURES)
    time.press("End")
    assert (time.get_attribute("aria-valuetext"), status(tab)[:10]) == ("epoch 500", "Epoch 500:")
    assert all(a != b for a, b in zip(before, tab.evaluate(PICTURES), strict=True))
    time.press("Home")
    assert time.get_attribute("aria-valuetext") == "epoch 0"
    time.press("ArrowRight")
    assert time.get_attribute("aria-valuetext") == "epoch 1"
    outline = time.evaluate("e => e.matches(':focus-visible')")
    assert outline


def test_everything_is_named_and_large_enough(tab):
    live = tab.locator(f"{ROOT_OF_IT} .widget-live")
    controls = live.locator("select, input, button")
    assert controls.count() == 7
    for control in controls.all():
        assert control.evaluate("e => (e.labels?.[0]?.textContent || e.textContent).trim()")
        assert min(control.bounding_box()[side] for side in ("width", "height")) >= 24
    texts = [part.get_attribute("aria-label") for part in live.get_by_role("img").all()]
    assert len(texts) == 3
    assert all(len(text) > 60 and "{" not in text and "undefined" not in text for text in texts)


def test_an_address_restores_the_state_and_follows_it(tab, page):
    state = {"data": "spiral", "activation": "sigmoid", "units": 5, "seed": 10, "epoch": 200}
    go(tab, page, **state)
    shown = [e.input_value() for e in tab.query_selector_all(f"{ROOT_OF_IT} select")][:4]
    assert shown == ["spiral", "sigmoid", "5", "10"]
    assert status(tab).startswith("Epoch 200:")
    choose(tab, "Seed", 8)
    tab.wait_for_url("**seed=8**")
    tab.reload()
    assert (
        tab.locator(ROOT_OF_IT).get_by_role("combobox", name="Seed", exact=True).input_value()
        == "8"
    )
    assert status(tab).startswith("Epoch 200:")


def test_what_an_address_cannot_mean_is_left_out(tab, page):
    go(tab, page, data="moons", seed=10, epoch=31, points="<b>")
    selects = [e.input_value() for e in tab.query_selector_all(f"{ROOT_OF_IT} select")]
    assert selects == ["circle", "tanh", "3", "10", "test"]
    assert status(tab).startswith("Epoch 30:")


def test_every_link_to_a_state_leads_there(tab, whole):
    tab.goto(whole.as_uri())
    links = tab.query_selector_all('a[href*="#playground?"]')
    assert len(links) >= 3
    choices = tab.evaluate(f"{DATA}.choices")
    for link in links:
        pairs = re.findall(r"(\w+)=(\w+)", link.get_attribute("href"))
        assert {key for key, _ in pairs} == set(choices)
        assert all(value in map(str, choices[key]) for key, value in pairs)


def test_it_plays_only_when_asked_and_stops_at_the_end(tab, page):
    tab.clock.install()
    go(tab, page, epoch=300)
    button = tab.locator(f"{ROOT_OF_IT} button")
    tab.clock.run_for(2000)
    assert status(tab).startswith("Epoch 300:")
    button.press("Enter")
    assert button.text_content() == "Pause"
    assert tab.locator(f"{ROOT_OF_IT} [role=status]").get_attribute("aria-live") == "off"
    tab.clock.run_for(450)
    assert status(tab).startswith("Epoch 400:")
    tab.clock.run_for(5000)
    assert status(tab).startswith("Epoch 500:")
    assert button.text_content() == "Play"
    assert tab.locator(f"{ROOT_OF_IT} [role=status]").get_attribute("aria-live") == "polite"


def test_with_less_motion_a_press_is_one_step(tab, page):
    tab.emulate_media(reduced_motion="reduce")
    tab.clock.install()
    go(tab, page, epoch=50)
    button = tab.locator(f"{ROOT_OF_IT} button")
    assert button.text_content() == "Next"
    button.press("Enter")
    tab.clock.run_for(5000)
    assert status(tab).startswith("Epoch 70:")


def test_the_map_is_drawn_again_in_the_other_mode(tab):
    before = tab.evaluate(PICTURES)[0]
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    tab.wait_for_function(f"before => {PICTURES}[0] !== before", arg=before)


def test_without_script_and_in_print_there_is_the_still(browser, tab, page):
    still = f"{ROOT_OF_IT} .widget-still img"
    assert not tab.locator(still).is_visible()
    tab.emulate_media(media="print")
    assert tab.locator(still).is_visible()
    assert not tab.locator(f"{ROOT_OF_IT} .widget-live").is_visible()
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page)
    assert plain.locator(still).is_visible()
    assert not plain.locator(f"{ROOT_OF_IT} .widget-live").is_visible()
    context.close()


def test_it_is_light_enough_and_fits_a_phone(tab, whole):
    tab.goto(whole.as_uri())
    html = tab.evaluate(f"document.querySelector('{ROOT_OF_IT}').outerHTML")
    data = tab.evaluate(f"document.querySelector('{ROOT_OF_IT} script').textContent")
    code = sum((ROOT / "book/_static" / name).stat().st_size for name in SCRIPTS)
    assert len(html.encode()) + code < 300_000
    assert json.loads(data)["choices"]["units"] == [3, 5, 8]
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_text_says_what_the_recorded_runs_did(tab, page):
    """The answers to the two questions, wherever the page is built."""
    learnt, wrong = 12, {}
    for state in ("circle tanh 3 8", "circle relu 3 10", "circle tanh 3 10", "circle relu 3 8",
                  "xor relu 3 10", "xor relu 5 10"):  # fmt: skip
        data, activation, units, seed = state.split()
        go(tab, page, data=data, activation=activation, units=units, seed=seed, epoch=500)
        wrong[state] = int(re.search(r": (\d+) of", status(tab))[1])
    assert wrong["circle tanh 3 8"] > learnt < wrong["circle relu 3 10"]
    assert wrong["circle tanh 3 10"] <= learnt >= wrong["circle relu 3 8"]
    assert wrong["xor relu 5 10"] > wrong["xor relu 3 10"]
