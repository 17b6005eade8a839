"""The figure with a parameter to move. What the script does is tested in test_browser."""

import json
import re
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import pytest

from nnlab.figures.slider import Slider


def make(count=3, **changes):
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1])
    frames = [[*axes.plot([0, 1], [0, n]), axes.text(0, 0.5, f"{n} < 9")] for n in range(count)]
    axes.set(xlim=(0, 1), ylim=(0, 3))
    settings = {"names": [f'n is "{n}" & <b>' for n in range(count)], "label": "n", "start": 1}
    return Slider(figure, frames, alt='lines "a" & <b>', **(settings | changes))


def test_only_the_first_frame_is_visible():
    root = ElementTree.fromstring(make().svg)
    shown = [
        (part.get("data-frame"), part.get("style"))
        for part in root.iter()
        if part.get("data-frame")
    ]
    hidden = "display:none"
    expected = [(n, None if n == "1" else hidden) for n in "012"]
    assert sorted(shown, key=str) == sorted(expected * 2, key=str)
    assert root.get("aria-label") == 'lines "a" & <b>'
    assert not list(root.iter("style")), "would style the whole page"


def test_html_is_whole_and_escaped():
    html = make()._repr_html_()
    root = ElementTree.fromstring(html.replace(" hidden>", ">").replace("></label>", "/></label>"))
    assert json.loads(root.get("data-names"))[2] == 'n is "2" & <b>'
    (entry,) = root.iter("input")
    assert (entry.get("min"), entry.get("max"), entry.get("value")) == ("0", "2", "1")


def test_ids_of_two_figures_do_not_meet():
    def ids(slider):
        return set(re.findall(r' id="([^"]+)"', slider.svg))

    assert not ids(make(3)) & ids(make(4))


def test_every_reference_leads_somewhere():
    svg = make().svg
    ids = set(re.findall(r' id="([^"]+)"', svg))
    assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg)) != set()
    for pair in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg):
        assert ids & set(pair)


def test_the_figure_is_drawn_once_and_the_same_each_time():
    before = plt.get_fignums()
    assert make().svg == make().svg
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": 3}, "0 to 2"),
        ({"start": -1}, "0 to 2"),
        ({"names": ["a", "b"]}, "3 frames and 2 names"),
        ({"count": 1}, "two or more"),
    ],
)
def test_bad_input_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)


def test_an_artist_belongs_to_one_frame():
    figure, axes = plt.subplots()
    (line,) = axes.plot([0, 1])
    with pytest.raises(ValueError, match="two frames"):
        Slider(figure, [[line], [line]], names=["a", "b"], label="n", start=0, alt="")


def test_an_artist_that_is_not_drawn_is_refused():
    figure, axes = plt.subplots()
    (kept,), (lost,) = axes.plot([0, 1]), axes.plot([1, 0])
    lost.remove()
    with pytest.raises(ValueError, match="frame 1: 1 artists, but 0"):
        Slider(figure, [[kept], [lost]], names=["a", "b"], label="n", start=0, alt="")
