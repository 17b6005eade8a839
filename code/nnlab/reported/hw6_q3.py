"""hw6-q3, mirrored MNIST: what the report prints of its networks and of PReLU's slopes."""

_TABLE = {  # label -> training loss, training accuracy, test loss, test accuracy
    "minus-1": (0.0438, 0.9860, 0.0575, 0.9828),
    "minus-0.5": (0.0373, 0.9882, 0.0529, 0.9833),
    "zero": (0.0498, 0.9845, 0.0621, 0.9810),
    "plus-0.5": (0.0799, 0.9758, 0.0811, 0.9751),
    "plus-1": (2.3043, 0.1129, 2.3019, 0.0868),
    "prelu": (0.0379, 0.9880, 0.0490, 0.9843),
}
METRICS = ("loss", "accuracy", "test-loss", "test-accuracy")
SLOPES = (
    (-0.276, -0.337, -0.174, -0.132, -0.173, -0.212, 0.332, -0.205),
    (0.071, 0.046, -0.009, -0.080, 0.035, -0.189, -0.013, 0.151),
)

NUMBERS = {
    f"{label}-{metric}": value
    for label, row in _TABLE.items()
    for metric, value in zip(METRICS, row, strict=True)
}
NUMBERS |= {
    f"slope-{layer}-{unit}": value
    for layer, row in enumerate(SLOPES, 1)
    for unit, value in enumerate(row, 1)
}
NUMBERS |= {
    "slopes-1-mean": -0.1471,
    "slopes-1-sd": 0.1909,
    "slopes-2-mean": 0.0014,
    "slopes-2-sd": 0.0960,
    "parameters": 27938,
    "parameters-conv-1": 400,
    "parameters-conv-2": 1608,
    "parameters-dense": 25930,
    "train-images": 120000,
    "test-images": 20000,
}
