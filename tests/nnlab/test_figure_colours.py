"""Colours of figures: contrast on the page's light ground and, inverted, on its dark one."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from nnlab.activations import catalogue
from nnlab.figures import hoda, mnist, style
from tests.conftest import ROOT

WHITE, DARK = (1.0, 1.0, 1.0), to_rgb("#121212")  # the theme's two grounds
MARKS, TEXT = 3.0, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3

# Grids, margins, bands and coloured ground lie behind the marks; a label or an axis says the same.
GROUNDS = {"#bbbbbb", "#dddddd", "#ffffff", "#e8925a", "#6fa3dc", "#9fd3bf", "#f3c3a2", "#b3cdeb"}
GROUNDS |= {"#9db8d6", "#8fb8de"}
FIGURES = sorted((ROOT / "code/nnlab/figures").glob("*.py"))

FUNCTIONS = [*catalogue.FIXED.values(), *catalogue.LEARNT.values(), catalogue.elu(1.0)]
FUNCTIONS += [catalogue.leaky_relu(0.01), catalogue.swish(1.0)]
LINES = {f.name: f.colour for f in FUNCTIONS} | {
    colour: colour
    for path in FIGURES
    for colour in re.findall(r'"(#[0-9a-f]{6})"', path.read_text())
    if colour not in GROUNDS
}
# An ordered series of lines takes its colours from the dark end of a map, as far as this.
ENDS = {
    path.stem: float(end)
    for path in FIGURES
    for end in re.findall(r'colormaps\["viridis"\]\(np\.linspace\(0, ([\d.]+),', path.read_text())
}
WORDS = {"ink": style.INK, "muted": style.MUTED, "reported": style.REPORTED}


def luminance(rgb) -> float:
    rgb = np.asarray(rgb)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one, other) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def in_dark_mode(rgb) -> np.ndarray:
    """What ``invert(0.9) hue-rotate(180deg)`` makes of a colour (Filter Effects, section 12)."""
    weights = np.array([0.213, 0.715, 0.072])
    half_turn = 2 * np.tile(weights, (3, 1)) - np.eye(3)
    return np.clip(half_turn @ (0.9 - 0.8 * np.asarray(rgb)), 0, 1)


def test_contrast_of_black_and_white_and_of_grey():
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21)
    assert contrast(to_rgb("#767676"), WHITE) == pytest.approx(4.54, abs=0.005)
    assert contrast(to_rgb("#bbbbbb"), WHITE) < MARKS  # the rule can fail


def test_the_filter_is_the_one_of_the_style_sheet():
    sheet = (ROOT / "book/_static/book.css").read_text()
    assert "filter: invert(0.9) hue-rotate(180deg) !important" in sheet


@pytest.mark.parametrize("name", LINES)
def test_lines_and_marks_stand_out_in_both_modes(name):
    colour = to_rgb(LINES[name])
    assert contrast(colour, WHITE) >= MARKS
    assert contrast(in_dark_mode(colour), DARK) >= MARKS


@pytest.mark.parametrize("name", ENDS)
def test_ordered_lines_stand_out_in_both_modes(name):
    for place in np.linspace(0, ENDS[name], 20):
        colour = plt.colormaps["viridis"](place)[:3]
        assert contrast(colour, WHITE) >= MARKS
        assert contrast(in_dark_mode(colour), DARK) >= MARKS


PHOTOGRAPHS = {
    "samples": lambda image: hoda.samples([image] * 2, np.zeros((2, 25)), [3, 4]),
    "errors": lambda image: hoda.errors([image], [3], [4]),
    "pictures": lambda image: mnist.pictures([image.reshape(28, 28)], ["3, said 4"]),
}


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_words_beside_photographs_can_be_read_in_both_modes(name):
    """The page does not turn the lightness of photographs, so one grey serves both grounds."""
    figure = PHOTOGRAPHS[name](np.zeros((1, 784)))
    colours = {word.get_color() for word in figure.findobj(Text) if word.get_text()}
    plt.close(figure)
    assert colours
    for colour in colours:
        assert contrast(to_rgb(colour), WHITE) >= 4
        assert contrast(to_rgb(colour), DARK) >= 4


@pytest.mark.parametrize("name", WORDS)
def test_words_can_be_read_in_both_modes(name):
    colour = to_rgb(WORDS[name])
    assert contrast(colour, WHITE) >= TEXT
    assert contrast(in_dark_mode(colour), DARK) >= TEXT


def test_the_page_uses_the_figures_palette():
    """And in the dark what the filter makes of it."""
    sheet = (ROOT / "book/_static/book.css").read_text()
    blue, orange, green, purple, *_ = style.SEQUENCE
    ours = {"blue": blue, "orange": orange, "green": green, "purple": purple}
    for name, colour in (ours | {"reported": style.REPORTED}).items():
        light, dark = re.findall(rf"--{name}: (#[0-9a-f]{{6}});", sheet)
        assert light == colour
        np.testing.assert_allclose(to_rgb(dark), in_dark_mode(to_rgb(colour)), atol=2 / 255)
