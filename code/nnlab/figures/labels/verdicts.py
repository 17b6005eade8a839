"""Labels of the page of all verdicts."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "hw2-q4": "Hoda",
        "hw2-q5": "XNOR",
        "hw2-q6": "MNIST",
        "hw6-q3": "MNIST and\nits negatives",
        "place": "half-widths from the middle of the interval",
    }
)
