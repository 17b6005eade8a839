"""The widgets of the book in a real browser, from files."""

from __future__ import annotations

import base64
import json
import re

import numpy as np
import pytest
from scipy.signal import correlate2d

from nnlab.activations.catalogue import FIXED, LEARNT, PARAMETRIC, activation
from nnlab.widgets.explorer import TAKES

pytestmark = [pytest.mark.book, pytest.mark.browser]

PAGES = {"explorer": "theory/activations", "polarity": "experiments/mirrored-mnist"}
SCRIPTS = {"explorer": ("widget.js", "explorer.js"), "polarity": ("widget.js", "polarity.js")}
MOST = 300_000  # bytes of data and code of a page's widgets
each = pytest.mark.parametrize("kind", PAGES)


@pytest.fixture
def opened(built, browser):
    """Opens a widget's page, with a query and settings of the browser's context."""
    contexts = []

    def open_page(kind, query="", media="screen", **settings):
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | settings))
        contexts.append(context)
        tab = context.new_page()
        tab.emulate_media(media=media)
        address = (built.html / f"book/{PAGES[kind]}.html").as_uri() + query
        tab.goto(address, wait_until="domcontentloaded")  # by then the scripts have run
        return tab

    yield open_page
    for context in contexts:
        context.close()


def shown(tab):
    return [tab.is_visible(f".widget-{part}") for part in ("still", "live")]


@each
def test_a_still_stands_in_without_script_and_in_print(opened, kind):
    assert shown(opened(kind)) == [False, True]
    assert shown(opened(kind, java_script_enabled=False)) == [True, False]
    assert shown(opened(kind, media="print")) == [True, False]


@each
def test_data_and_code_are_light(built, kind):
    page = (built.html / f"book/{PAGES[kind]}.html").read_text(encoding="utf-8")
    (widget,) = re.findall(r'<div class="widget".*?</script></div>', page, re.DOTALL)
    scripts = [built.html / "_static" / name for name in SCRIPTS[kind]]
    assert all(f"_static/{path.name}" in page for path in scripts)
    assert len(widget.encode()) + sum(path.stat().st_size for path in scripts) < MOST


@each
@pytest.mark.parametrize("width", [1280, 360])
def test_controls_are_labelled_large_enough_and_show_their_focus(opened, kind, width):
    every = ",".join(sorted(FIXED | PARAMETRIC | LEARNT))  # all sliders and rows of the explorer
    tab = opened(kind, f"?explore={every}", viewport={"width": width, "height": 900})
    controls = tab.query_selector_all(".widget-live :is(input, select)")
    assert len(controls) >= 4
    for control in controls:
        assert control.evaluate("c => c.labels[0].textContent.trim().length") > 1
        target = control
        if control.get_attribute("type") == "checkbox":  # its label is part of the target
            target = control.query_selector("xpath=..")
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.get_attribute("name")
    tab.focus(".widget-live :is(input, select)")
    for _ in controls:  # in order, by the keyboard alone
        ring = "getComputedStyle(document.activeElement).outlineStyle"
        assert tab.evaluate(ring) != "none"
        assert tab.evaluate("document.activeElement.closest('.widget-live') !== null")
        tab.keyboard.press("Tab")
    assert not tab.evaluate("document.activeElement.closest('.widget-live') !== null")
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@each
def test_pictures_are_described_and_the_news_is_not_chatty(opened, kind):
    tab = opened(kind)
    described = tab.eval_on_selector_all(
        ".widget-live [role=img]", "all => all.map(p => p.getAttribute('aria-label'))"
    )
    assert len(set(described)) == len(described) >= 2
    assert all(len(text) > 20 and "{" not in text for text in described)
    tab.evaluate(
        """() => {
            window.told = [];
            const news = document.querySelector(".widget-news");
            new MutationObserver(() => told.push(news.value)).observe(news, {childList: true});
        }"""
    )
    tab.evaluate(
        """() => {
            const range = [...document.querySelectorAll(".widget-live [type=range]")]
                .find(range => range.checkVisibility());
            for (let i = 0; i < 8; i++) {
                range.stepUp();
                range.dispatchEvent(new Event("input", {bubbles: true}));
            }
        }"""
    )
    tab.wait_for_function("told.length > 0")
    tab.wait_for_timeout(600)
    (told,) = tab.evaluate("told")
    assert re.search(r"\d\.\d", told)
    assert "{" not in told
    after = tab.eval_on_selector_all(
        ".widget-live [role=img]", "all => all.map(p => p.getAttribute('aria-label'))"
    )
    assert after != described


# -- The explorer of activations --

Z = np.concatenate([np.linspace(-40, 40, 801), [s * 10.0**e for e in (-300, -9, -4, 2, 3, 9, 300)
                    for s in (-1, 1)], [-np.finfo(float).max, np.finfo(float).max]])  # fmt: skip
PARAMETERS = {None: [None], "alpha": [-1, -0.3, 0, 0.01, 1], "elu_alpha": [0, 0.5, 1, 2],
              "beta": [0, 0.05, 1, 1.7, 10]}  # fmt: skip


def judged(name, z, p):
    """Value and slope after nnlab."""
    if name in LEARNT:
        return LEARNT[name].value(z, p), LEARNT[name].derivative(z, p)
    f = FIXED[name] if p is None else PARAMETRIC[name](p)
    return f.value(z), f.derivative(z)


def test_the_formulas_are_those_of_the_catalogue(opened):
    tab = opened("explorer")
    assert set(tab.evaluate("Object.keys(FORMULAS)")) == {*FIXED, *PARAMETRIC, *LEARNT}
    for name in (*FIXED, *PARAMETRIC, *LEARNT):
        for p in PARAMETERS[TAKES.get(name)]:
            got = tab.evaluate(
                """([name, z, p]) => ["value", "slope"].map(
                    kind => z.map(z => FORMULAS[name][kind](z, p)))""",
                [name, Z.tolist(), p],
            )
            value, slope = judged(name, Z, p)
            said = f"{name}, {p}"
            np.testing.assert_allclose(got[0], value, rtol=2e-12, atol=1e-300, err_msg=said)
            np.testing.assert_allclose(got[1], slope, rtol=2e-12, atol=1e-15, err_msg=said)


def table(tab):
    """name -> [value, slope] as written."""
    return tab.evaluate(
        """Object.fromEntries([...document.querySelectorAll(".widget-live tbody tr")].map(row =>
            [row.dataset.name, [...row.querySelectorAll("td")].map(cell => cell.textContent)]))"""
    )


def written(name, z, p):
    return [f"{float(v):.4f}".replace("-", "−") for v in judged(name, np.array(z), p)]


def curves(tab):
    """(plot, name) -> the line's path."""
    found = tab.evaluate(
        """[...document.querySelectorAll(".widget-plots > svg")].flatMap((plot, i) =>
            [...plot.querySelectorAll(".curves path")].map(c =>
                [i, c.dataset.name, c.getAttribute("d")]))"""
    )
    return {(plot, name): d for plot, name, d in found}


def test_a_box_adds_and_removes_its_curve(opened):
    tab = opened("explorer")
    assert list(table(tab)) == ["relu", "swish", "mish"]
    for name in (*FIXED, *PARAMETRIC, *LEARNT):
        before = set(table(tab))
        tab.press(f"[name=explore][value={name}]", "Space")
        assert set(table(tab)) == before ^ {name}
        assert {n for _, n in curves(tab)} == set(table(tab))
        assert len(curves(tab)) == 2 * len(table(tab))


def test_each_parameter_moves_its_curves_by_keyboard(opened):
    tab = opened("explorer", "?explore=relu,leaky_relu,prelu,elu,swish&z=-0.5")
    for parameter in ("alpha", "elu_alpha", "beta"):
        before = curves(tab)
        for key in ("End", "ArrowLeft"):
            tab.press(f"[name={parameter}]", key)
        at = float(tab.input_value(f"[name={parameter}]"))
        moved = {name for (_, name), d in curves(tab).items() if d != before[0, name]
                 and d != before[1, name]}  # fmt: skip
        assert moved == {name for name, takes in TAKES.items() if takes == parameter}
        for name in moved:
            assert table(tab)[name] == written(name, -0.5, at)
    tab.press("[value=swish]", "Space")
    assert not tab.is_visible("[name=beta]")
    assert tab.is_visible("[name=alpha]")


def test_the_probe_moves_by_keyboard_by_number_and_by_pointer(opened):
    tab = opened("explorer", "?explore=mish,gelu&z=0")
    tab.press("[name=z]", "ArrowRight")
    assert table(tab)["mish"] == written("mish", 0.01, None)
    dot = "document.querySelector('.probe circle')?.getAttribute('cx')"
    start = float(tab.evaluate(dot))
    tab.fill("[name=exact]", "-1.25")
    assert table(tab)["gelu"] == written("gelu", -1.25, None)
    assert float(tab.evaluate(dot)) < start
    tab.fill("[name=exact]", "1000")
    assert table(tab) == {n: ["1000.0000", "1.0000"] for n in ("gelu", "mish")}
    assert tab.evaluate(dot) is None, "outside the plots"
    assert "1000" in tab.get_attribute("[name=z]", "aria-valuetext")
    box = tab.query_selector(".widget-plots > svg").bounding_box()
    tab.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    at = float(tab.input_value("[name=exact]"))
    assert 2 < at < 4
    assert table(tab)["mish"] == written("mish", at, None)


def test_a_wider_window_shows_more(opened):
    tab = opened("explorer")
    before = curves(tab)
    tab.select_option("[name=span]", "8")
    assert "8" in tab.text_content(".widget-plots svg")
    after = curves(tab)
    # ReLU looks the same at every scale.
    assert {n for (plot, n), d in after.items() if d != before[plot, n]} == {"swish", "mish"}


def test_a_kink_is_drawn_as_a_jump_of_the_slope(opened):
    drawn = curves(opened("explorer", "?explore=relu,elu,swish"))
    assert {key: d.count("M") for key, d in drawn.items()} == {
        (0, "relu"): 1, (0, "elu"): 1, (0, "swish"): 1,
        (1, "relu"): 2, (1, "elu"): 1, (1, "swish"): 1,
    }  # fmt: skip


def test_a_link_restores_what_is_shown(opened):
    tab = opened("explorer", "?explore=swish,mish&beta=1.5")
    assert list(table(tab)) == ["swish", "mish"]
    assert table(tab)["swish"] == written("swish", 1, 1.5)
    tab.press("[value=mish]", "Space")
    tab.press("[value=elu]", "Space")
    tab.press("[name=elu_alpha]", "Home")
    tab.fill("[name=exact]", "-0.75")
    tab.select_option("[name=span]", "2")
    tab.wait_for_url("**explore=swish,elu*span=2#fig-activations-explorer")
    again = opened("explorer", "?" + tab.url.partition("?")[2])
    assert table(again) == table(tab)
    assert curves(again) == curves(tab)


@pytest.mark.parametrize("query", ["?explore=nothing,toString", "?explore=", "?beta=x&span=3&z="])
def test_a_wrong_link_does_no_harm(opened, query):
    tab = opened("explorer", query)
    assert len(table(tab)) == (0 if "explore" in query else 3)
    tab.check("[value=relu]")
    assert table(tab)["relu"] == ["1.0000", "1.0000"]


def test_colours_are_those_of_the_figures_in_both_modes(opened):
    """The filter of figures in dark mode must make of each light colour the dark one."""
    inks = """[...document.querySelectorAll(".widget-plots path")].map(
        path => getComputedStyle(path).stroke)"""
    query = "?explore=" + ",".join(names := sorted(FIXED | PARAMETRIC | LEARNT))
    light = opened("explorer", query, color_scheme="light").evaluate(inks)
    assert set(light) == {
        f"rgb({', '.join(map(str, bytes.fromhex(activation(name).colour[1:])))})" for name in names
    }
    tab = opened("explorer", query, color_scheme="dark")
    filtered = tab.evaluate(
        """colours => {
            const filter = getComputedStyle(document.querySelector(".cell_output figure img, " +
                ".cell_output img")).filter;
            const pen = new OffscreenCanvas(1, 1).getContext("2d");
            return colours.map(colour => {
                pen.filter = filter;
                pen.fillStyle = colour;
                pen.fillRect(0, 0, 1, 1);
                return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
            });
        }""",
        light,
    )
    dark = [[int(n) for n in re.findall(r"\d+", colour)] for colour in tab.evaluate(inks)]
    assert dark != [[int(n) for n in re.findall(r"\d+", colour)] for colour in light]
    assert np.abs(np.subtract(dark, filtered)).max() <= 2


# -- An image and its negative --


def difference(data, digit, number, alpha, way):
    """The number under the pictures, by SciPy."""
    pixels = np.frombuffer(base64.b64decode(data["digits"][digit]["pixels"]), "u1")
    image = pixels.reshape(28, 28) / 255
    own = data["filters"][number]
    weights = np.reshape(own["weights"], (7, 7))
    bias = own["learnt"] + way * (own["blind"] - own["learnt"])
    a, b = (
        np.where(z > 0, z, alpha * z)
        for z in (correlate2d(x, weights, "valid") + bias for x in (image, 1 - image))
    )
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


def number_of(tab):
    return float(tab.text_content(".widget-verdict strong"))


def pictures(tab):
    return tab.evaluate(
        "[...document.querySelectorAll('.widget-pictures canvas')].map(c => c.toDataURL())"
    )


def test_the_difference_is_what_scipy_finds(opened):
    tab = opened("polarity")
    data = json.loads(tab.text_content("[data-widget=polarity] script"))
    assert (len(data["digits"]), len(data["filters"])) == (4, 4)
    for digit, number, alpha, way in ((0, 0, "-1", 0), (1, 1, "-0.55", 0.3), (2, 2, "0", 1),
                                      (3, 3, "0.25", 0.77), (0, 3, "1", 0.5)):  # fmt: skip
        tab.select_option("[name=digit]", str(digit))
        tab.select_option("[name=filter]", str(number))
        tab.fill("[name=alpha]", alpha)
        tab.fill("[name=bias]", str(way))
        expected = difference(data, digit, number, float(alpha), way)
        assert number_of(tab) == pytest.approx(expected, abs=6e-4)


def test_at_the_blind_bias_the_responses_are_the_same_or_opposite(opened):
    tab = opened("polarity")
    tab.press("[name=bias]", "End")
    response, negative = pictures(tab)[3:5]
    assert response == negative
    assert number_of(tab) == 0
    tab.press("[name=alpha]", "End")
    response, negative = pictures(tab)[3:5]
    assert response != negative
    assert number_of(tab) == 1


def test_each_control_changes_what_is_seen_and_a_link_restores_it(opened):
    tab = opened("polarity")
    for name, key, changed in (
        ("digit", "ArrowDown", [0, 1, 3, 4, 5]),
        ("filter", "ArrowDown", [2, 3, 4, 5]),
        ("alpha", "PageUp", [3, 4, 5]),
        ("bias", "PageUp", [3, 4, 5]),
    ):
        before = pictures(tab)
        tab.press(f"[name={name}]", key)
        assert [i for i, p in enumerate(pictures(tab)) if p != before[i]] == changed, name
    tab.wait_for_url("**digit=1&filter=1&*#fig-mirrored-response")
    again = opened("polarity", "?" + tab.url.partition("?")[2])
    assert pictures(again) == pictures(tab)
    assert number_of(again) == number_of(tab)


def test_photographs_stay_and_maps_turn_in_dark_mode(opened):
    tab = opened("polarity", color_scheme="dark")
    filters = tab.evaluate(
        """[...document.querySelectorAll(".widget-pictures canvas")]
            .map(canvas => getComputedStyle(canvas).filter)"""
    )
    assert ["invert" in f for f in filters] == [False, False, True, True, True, True]
