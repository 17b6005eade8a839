"""The table of what figures draw."""

import pytest

from nnlab.figures.labels.base import COMMON, labels
from nnlab.naming import UnknownNameError


def test_own_and_common_labels_are_found():
    text = labels({"gap": "the gap"})
    assert text("gap") == "the gap"
    assert text("epoch") == COMMON["epoch"]


def test_an_unknown_label_is_named():
    with pytest.raises(UnknownNameError, match="gpa"):
        labels({"gap": "the gap"})("gpa")


def test_a_common_label_cannot_be_defined_again():
    with pytest.raises(ValueError, match="epoch"):
        labels({"epoch": "round"})
