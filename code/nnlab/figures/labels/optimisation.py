"""Labels of the chapter on optimisation with second derivatives."""

from nnlab.figures.labels.base import labels

text = labels(
    {
        "gd": "gradient descent",
        "momentum": "momentum",
        "adam": "Adam",
        "cg": "conjugate gradients",
        "newton": "Newton",
        "damped": "damped Newton",
        "saddle-free": "saddle-free Newton",
        "trust": "trust region",
        "newton-cg": "Newton-CG",
        "l-bfgs": "L-BFGS",
        "condition": "condition number κ",
        "steps": "steps",
        "step": "step",
        "error": "distance to the minimum",
        "theory": "theory",
        "straight": "axes straight",
        "turned": "turned by 45°",
        "x": "x",
        "y": "y",
        "u": "weight u",
        "v": "weight v",
        "excess": "loss above the minimum (nats)",
        "work": "gradients, or their equivalent",
        "start": "start",
        "lowest": "lowest minimum",
        "other": "another minimum",
        "saddle": "saddle",
        "moving": "not at rest",
        "share": "share of the runs",
        "test gap": "test loss, less that of gradient descent (nats)",
        "parameters": "number of parameters n",
        "time": "time, in gradients",
        "product": "Hessian-vector product",
        "hessian": "whole Hessian",
        "positive": "(1, 1) side",
        "negative": "(−1, −1) side",
    }
)
