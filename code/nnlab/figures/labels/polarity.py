"""Texts of the widget of images and negatives. Names in braces are filled in by its script."""

TEXTS = {
    "group": "An image and its negative through one filter",
    "digit": "Test image",
    "a digit": "a {label}",
    "filter": "Filter",
    "a filter": "filter {number}",
    "alpha": "Slope α",
    "bias": "Bias, from learnt to −Σw/2",
    "bias is": "b = {bias}",
    "image": "image",
    "negative": "its negative",
    "kernel": "filter",
    "response": "response",
    "negative response": "its response",
    "difference": "difference",
    "told": "The two responses differ by {share}",
    "scale": "0: the same; 1: one is the other with its sign reversed",
    "image alt": "A handwritten {label}, white on black.",
    "negative alt": "The same {label}, black on white.",
    "kernel alt": "The weights of filter {number}, 7 by 7, from {least} to {most}.",
    "response alt": "The filter's response to the image, from {least} to {most}.",
    "negative response alt": "The filter's response to the negative, from {least} to {most}.",
    "difference alt": "The first response less the second, from {least} to {most}.",
    "alt": "Four maps of a filter's response, image on the left, negative on the right, at slope "
    "−1. With the learnt bias, above, the two differ a little. With the bias of minus half the "
    "filter's sum, below, they are the same map.",
}
