"""The playground of the page: recorded networks, and the picture that stands for it on paper.

Its script, ``book/_static/playground.js``, computes the maps from the weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nnlab.datasets.base import Dataset, Part
from nnlab.experiments.playground_films import Film
from nnlab.figures.labels.playground import WIDGET, text
from nnlab.figures.playground import EDGE, film_stills
from nnlab.widgets.base import Widget
from nnlab.widgets.twelve_bits import encode, signed

Array = np.ndarray
Key = tuple[str, str, int]


def playground(
    films: Mapping[int, Mapping[Key, Film]],
    epochs: Sequence[int],
    *,
    start: Mapping[str, object],
    stills: Sequence[int],
    alt: str,
) -> Widget:
    """A widget of kind "playground".

    films:  hidden units -> (set, activation, seed) -> film; the same keys for each width.
    epochs: of each film.
    start:  what is shown first: data, activation, units, seed, epoch.
    stills: the four epochs at which the still shows that network.
    alt:    what is seen in the still.
    """
    some = films[start["units"]]
    sets, activations, seeds = (list(dict.fromkeys(values)) for values in zip(*some, strict=True))
    data = {
        "choices": {
            "data": sets,
            "activation": activations,
            "units": list(films),
            "seed": seeds,
            "epoch": list(epochs),
        },
        "start": dict(start),
        "edge": EDGE,
        "points": {
            f"{d}-{s}": _points(some[d, activations[0], s].points) for d in sets for s in seeds
        },
        "films": {
            f"{d}-{a}-{units}-{s}": _film(film)
            for units, found in films.items()
            for (d, a, s), film in found.items()
        },
        "texts": {key: text(key) for key in (*WIDGET, *sets, *activations)},
    }
    still = film_stills(some[start["data"], start["activation"], start["seed"]], epochs, stills)
    return Widget("playground", data, still=still, alt=alt, label=text("widget"))


def _film(film: Film) -> list:
    """[scale, code]: of each epoch the weights by unit and the biases, then losses and counts.

    The code holds, for E epochs and h hidden units: E times (w1, w2, b, v of each unit, then c),
    signed by the scale; E training losses, E test losses in thousandths; E counts of wrong
    training points, E of wrong test points.
    """
    (W, V), (b, c) = film.net.weights, film.net.biases
    units = np.concatenate([W.transpose(0, 2, 1), b[..., None], V], axis=2)
    parameters = np.concatenate([units.reshape(len(W), -1), c], axis=1)
    scale = float(np.ceil(100 * np.abs(parameters).max()) / 100)
    losses = np.rint(1000 * film.losses).astype(int)
    return [scale, encode(signed(parameters, scale)) + encode(losses) + encode(film.wrong)]


def _points(data: Dataset) -> list:
    """[number of positive training points, of positive test points, code]: the positive first."""
    parts = [_sorted(part) for part in (data.train, data.test)]
    code = encode(signed(np.clip([part.x for part in parts], -EDGE, EDGE), EDGE))
    return [*(int((part.y > 0).sum()) for part in parts), code]


def _sorted(part: Part) -> Part:
    return part.take(np.argsort(-part.y, kind="stable"))
