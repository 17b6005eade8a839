"""Rules must be able to come out every way."""

import numpy as np
import pytest

from nnlab.claims import judges
from nnlab.claims.base import Verdict
from nnlab.statistics.sample import Estimate


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 0.3, Verdict.HOLDS), (-0.3, -0.1, Verdict.FAILS), (-0.1, 0.1, Verdict.UNDECIDED)],
)
def test_above_zero(low, high, verdict):
    assert judges.above_zero(Estimate((low + high) / 2, low, high)) is verdict


def test_a_rule_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="rule"):
        judges.three_way(holds=True, fails=True)


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.5, Verdict.HOLDS), (1.01, Verdict.FAILS), (-0.2, Verdict.FAILS)]
)
def test_number(value, verdict):
    sample = np.linspace(0, 1, 100)
    found = judges.number(sample, value)
    assert found.verdict is verdict
    assert "100 seeds" in found.because
    assert f"{value:.4f}" in found.because


def test_a_value_read_off_coarsely_gets_its_reading_error():
    sample = np.linspace(0, 1, 100)
    assert judges.number(sample, 1.01, read_to=0.05).verdict is Verdict.HOLDS
