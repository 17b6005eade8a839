"""Labels of the chapter on Hoda."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "training loss": "training",
        "test loss": "200 test images",
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
    }
)
