"""Labels of the chapter on XNOR."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "loss": "mean loss (nats)",
        "probability": "p(label is 1)",
        "before": "before training",
        "after": "after 500 epochs",
        "learnt": "runs that have learnt",
        "units": "hidden units",
        "loss at 500": "mean loss after 500 epochs (nats)",
        "tie 2": "2 points tied",
        "tie 3": "3 points tied",
        "tie 4": "all 4 tied",
        "inputs": "inputs",
        "hidden": "hidden, ReLU",
        "output": "output, sigmoid",
        "uniform01": "U[0, 1), the report's",
        "uniform11": "U[−1, 1)",
        "normal": "N(0, 1)",
        "xavier": "Xavier, zero biases",
        "he": "He, zero biases",
    }
)
