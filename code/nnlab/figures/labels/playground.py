"""Labels of the chapter on the playground."""

from nnlab.figures.labels.base import labels

# Of the widget; braces stand for what its script puts in.
WIDGET = {
    "widget": "Playground: choose a network and move through its training",
    "choose data": "Data",
    "choose activation": "Activation",
    "choose units": "Hidden units",
    "choose seed": "Seed",
    "choose points": "Points",
    "test": "test",
    "train": "training",
    "none": "none",
    "play": "Play",
    "pause": "Pause",
    "next": "Next",
    "time": "Epoch",
    "at": "epoch {epoch}",
    "status": "Epoch {epoch}: {test} of {total} test points wrong, "
    "{train} of {total} training points.",
    "train loss": "training loss {value}",
    "test loss": "test loss {value}",
    "map": "Map of the plane with the points of the set {data}: the output is above 0 on "
    "{share} % of it. {test} of {total} test points are on the wrong side.",
    "network": "Network of {units} hidden units. {list}",
    "unit": "Unit {unit}: from x₁ {first}, from x₂ {second}, bias {bias}, to the output {out}.",
    "last": "Bias of the output {bias}.",
    "curve": "Loss by epoch. Training: {trainStart} at first, {train} at epoch {epoch}, "
    "{trainEnd} in the end. Test: {testStart}, {test}, {testEnd}.",
}
text = labels(
    WIDGET
    | {
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
        "wrong at": "epoch {epoch}: {wrong} wrong",
    }
)
