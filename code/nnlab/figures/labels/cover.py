"""Labels of the front page."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "one": "the report’s\none run",
        "many": "the same network from {:,} seeds",
        "learnt": "learns XNOR",
        "failed": "does not",
    }
)
