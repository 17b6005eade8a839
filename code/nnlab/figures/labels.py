"""All text that figures draw, in one table, so that an edition in another language needs one."""

from __future__ import annotations

from nnlab.naming import lookup

TEXT = {
    "epoch": "epoch",
    "loss": "mean loss (nats)",
    "probability": "p(label is 1)",
    "before": "before training",
    "after": "after 500 epochs",
    "learnt": "runs that have learnt",
    "runs": "runs",
    "units": "hidden units",
    "loss at 500": "mean loss after 500 epochs (nats)",
    "reported": "the report",
    "median": "median of the seeds",
    "interval 95": "95 % of one more run",
    "interval 50": "the middle half",
    "tie 2": "2 points tied",
    "tie 3": "3 points tied",
    "tie 4": "all 4 tied",
    "input 1": "x₁",
    "input 2": "x₂",
    "inputs": "inputs",
    "hidden": "hidden, ReLU",
    "output": "output, sigmoid",
    "training loss": "training",
    "test loss": "200 test images",
    "loss axis": "cross-entropy (nats)",
    "accuracy": "accuracy",
    "on 200": "on the 200",
    "on others": "on the other 58,800",
    "m0": "no hidden layer",
    "m1": "15 units",
    "m2": "50-30-15",
    "training images": "training images",
    "gap": "gap of accuracy (points)",
    "predicted": "predicted",
    "actual": "actual",
    "said": "said",
    "images of 200": "accuracy on 200 images",
    "groups": "groups of images",
    "seeds": "seeds",
    "uniform01": "U[0, 1), the report's",
    "uniform11": "U[−1, 1)",
    "normal": "N(0, 1)",
    "xavier": "Xavier, zero biases",
    "he": "He, zero biases",
}


def text(key: str) -> str:
    """The text of that key. Raises UnknownNameError."""
    return lookup("figure text", key, TEXT)
