"""Labels of the chapter on MNIST."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "running": "training (running)",
        "training": "training, after it",
        "test": "test images",
        "a": "rate 0.01",
        "b": "rate 0.001",
        "a-drop": "0.01, then 0.001",
        "a-average": "0.01, weights averaged",
        "a-batch": "0.01, batches of 512",
        "b-raise": "0.001, then 0.01",
        "b-linear": "rate falls to 0",
        "b-decay": "weight decay",
        "b-dropout": "dropout",
        "b-shift": "shifted images",
        "b-small": "32-16 units",
        "b-held": "50,000 images",
        "none": "as it is",
        "rate": "learning rate of Adam",
        "test accuracy": "test accuracy",
        "test error": "test error (%)",
        "error share": "test error",
        "movement": "change from epoch\nto epoch (points)",
        "layer 1": "first hidden layer",
        "layer 2": "second hidden layer",
        "dead": "dead units",
        "rise": "rise of test loss (nats)",
        "predicted": "predicted",
        "actual": "actual",
    }
)
