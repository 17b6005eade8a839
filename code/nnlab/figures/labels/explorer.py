"""Texts of the explorer of activations. Names in braces are filled in by its script."""

TEXTS = {
    "group": "Explorer of activations",
    "choose": "Activations",
    "activation": "activation",
    "value": "f(z)",
    "slope": "f′(z)",
    "alpha": "α of leaky ReLU and PReLU",
    "elu_alpha": "α of ELU",
    "beta": "β of Swish",
    "probe": "Place z",
    "exact": "or type any z",
    "window": "Show",
    "span": "−{span} to {span}",
    "at": "At z = {z}",
    "with": "{label}, {symbol}\u00a0=\u00a0{value}",
    "told": "{name}: {value}, slope {slope}",
    "none": "no curve",
    "value alt": "Plot of f(z), z from −{span} to {span}: {names}. The mark is at z = {z}.",
    "slope alt": "Plot of f′(z), z from −{span} to {span}: {names}. The mark is at z = {z}.",
    "alt": "Two plots side by side of ReLU, Swish and Mish for z from −4 to 4. Left the "
    "functions: on the right all close to the line z, on the left Swish and Mish dip below zero, "
    "where ReLU is zero. Right their derivatives: ReLU's jumps from 0 to 1, the others cross "
    "smoothly and rise a little above 1.",
}
