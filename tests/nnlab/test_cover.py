"""The front page's picture shows as many runs that learnt as the study counted."""

from nnlab import records
from nnlab.figures.cover import one_and_many, outcomes


def test_the_squares_are_the_record_s_runs():
    record = records.load("xnor")
    report = record["settings"]["report"]
    at = report["setting"]["checkpoints"].index(500)
    assert outcomes(record).sum() == report["results"]["learnt"][at]
    (image,) = one_and_many(record).axes[0].images
    assert (image.get_array() == 1).sum() == report["results"]["learnt"][at]
