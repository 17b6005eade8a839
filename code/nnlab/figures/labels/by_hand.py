"""Labels of the chapter worked by hand."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "calculation": "calculation",
        "start": "the network",
        "z1": "z¹: weighted sums",
        "a1": "a¹: after the ReLU",
        "z2": "z²: the logit",
        "p": "p and the loss",
        "delta2": "δ² = ∂L/∂z²",
        "dW2": "∂L/∂W² and ∂L/∂b²",
        "delta1": "δ¹ = ∂L/∂z¹",
        "dW1": "∂L/∂W¹ and ∂L/∂b¹",
        "step": "after one step",
        "off": "unit 3 is off: 0",
        "sent back": "sent back",
        "loss": "loss of the example (nats)",
        "rate": "learning rate",
        "line": "the slope at the start",
        "true": "the loss itself",
        "chosen": "the step taken",
    }
)
