"""Labels of the chapter on mirrored MNIST."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "minus-1": "-1",
        "minus-0.5": "-0.5",
        "zero": "0",
        "plus-0.5": "0.5",
        "plus-1": "1",
        "prelu": "PReLU",
        "slope": "slope α",
        "mirrored": "with negatives",
        "plain": "plain",
        "test loss": "test loss (nats)",
        "image": "image",
        "negative": "its negative",
        "learnt": "bias as learnt",
        "blind": "bias -Σw/2",
        "both": "mean of both",
        "scale": "factor on the scores",
        "bound": "entropy of the labels",
        "layer 1": "first convolution",
        "layer 2": "second convolution",
        "logits": "logits",
        "far": "distance image to negative,\nas a share of image to image",
        "learnt slope": "learnt slope",
        "minus half sum": "-Σw/2 of the filter",
        "bias": "bias",
        "blind line": "blind to polarity",
    }
)
