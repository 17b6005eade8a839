"""The frame of a widget. What the scripts do is tested in tests/book/test_widgets.py."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlab.activations.catalogue import FIXED, LEARNT, PARAMETRIC
from nnlab.widgets import explorer, polarity
from nnlab.widgets.base import Widget


def still():
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1])
    return figure


def make(**changes):
    given = {"data": {"a": [1, "</script><b>"]}, "alt": 'a "line" & <b>', "label": "one <b>"}
    return Widget("toy", still=still(), **(given | changes))


class Parts(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.text = {}, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.setdefault(tag, []).append(dict(attributes))

    def handle_data(self, data):
        self.text.append(data)


def test_the_parts_are_whole_and_escaped():
    widget = make()
    parts = Parts(widget._repr_html_())
    assert [len(parts.tags[tag]) for tag in ("div", "img", "script")] == [3, 1, 1]
    assert json.loads("".join(parts.text)) == {"a": [1, "</script><b>"]}
    (image,) = parts.tags["img"]
    assert image["alt"] == 'a "line" & <b>'
    drawn = unquote(image["src"].removeprefix("data:image/svg+xml,"))
    assert drawn == widget.svg
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    live = parts.tags["div"][2]
    assert (live["aria-label"], "hidden" in live) == ("one <b>", True)


def test_the_still_is_drawn_once_and_the_same_each_time():
    before = plt.get_fignums()
    assert make().svg == make().svg
    assert plt.get_fignums() == before


def test_a_number_that_json_does_not_have_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        make(data={"a": float("nan")})


def test_every_activation_can_be_explored():
    assert sorted(explorer.ORDER) == sorted(FIXED | PARAMETRIC | LEARNT)
    assert set(explorer.TAKES) == set(PARAMETRIC | LEARNT)


def test_the_explorer_has_the_catalogue_s_colours_and_labels():
    entries = json.loads(explorer.explorer().json)["activations"]
    for entry in entries:
        f = (FIXED | LEARNT).get(entry["name"]) or PARAMETRIC[entry["name"]]()
        assert entry["light"] == f.colour
        assert f.label.startswith(entry["label"])
        assert re.fullmatch(r"[\w ]+", entry["label"])


def test_polarity_packs_different_digits_and_the_longest_filters():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (9, 28, 28), np.uint8)
    labels = np.array([3, 3, 1, 3, 1, 0, 0, 9, 2])
    kernel = rng.normal(size=(7, 7, 6)) * np.array([1, 32, 2, 16, 4, 8])
    data = json.loads(polarity.polarity(images, labels, kernel, np.arange(6.0)).json)
    assert [digit["label"] for digit in data["digits"]] == [3, 1, 0, 9]
    assert [f["number"] for f in data["filters"]] == [2, 4, 6, 5]
    assert [f["learnt"] for f in data["filters"]] == [1, 3, 5, 4]
    for f in data["filters"]:
        own = kernel[..., f["number"] - 1]
        assert np.reshape(f["weights"], (7, 7)) == pytest.approx(own, abs=1e-5)
        assert f["blind"] == pytest.approx(-own.sum() / 2, abs=1e-3)
