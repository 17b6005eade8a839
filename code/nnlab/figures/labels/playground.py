"""Labels of the chapter on the playground."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "tanh": "tanh",
        "sigmoid": "sigmoid",
        "linear": "linear",
        "relu": "ReLU",
        "circle": "circle",
        "xor": "XOR",
        "gaussians": "Gaussians",
        "spiral": "spiral",
        "learnt": "runs that have learnt",
        "units": "hidden units",
        "epochs to 95": "epochs to 95 % test accuracy",
        "not yet": "share not yet there",
        "norm": "norm of the weights",
        "slope": "end to end",
        "hidden": "hidden layer",
        "output": "output layer",
        "batch 10": "batches of 10",
        "batch 250": "all 250 at once",
        "accuracy on test": "test accuracy",
        "loss at 500": "training loss, share of the linear network's",
        "share of runs": "share of runs",
        "best line": "best straight line",
        "plain": "x₁, x₂",
        "sines": "with sin x₁, sin x₂",
        "all": "all seven",
        "as it is": "sigmoid",
        "start": "tanh's start",
        "rate": "4 × rate",
        "both": "both",
    }
)
