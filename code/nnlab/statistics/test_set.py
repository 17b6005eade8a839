"""What a finite test set adds to the uncertainty of an accuracy.

The question for a reported accuracy: our runs were measured on many images, the report's single
run on few. Where would the report's number fall, if its run were one more of ours? Both
functions below assume, and nothing else:

- the report's run was made as ours were, so that it is one more draw from the same seeds;
- its test images are a random draw, independent of the images that ours were measured on, from
  the same population, and an image is right or wrong, so that a run of accuracy p on the
  population gets a Binomial(n, p) count of n images.

Runs measured on the report's own test images share its luck with them. There no binomial error
is to be added: use ``nnlab.statistics.prediction``.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import betabinom, t

from nnlab.statistics.prediction import order
from nnlab.statistics.sample import Values, checked, tail


def binomial_error(accuracy: float, examples: int) -> float:
    """Standard error √(p(1 - p)/n) of an accuracy p, a fraction, measured on n examples.

    Raises ValueError unless 0 <= accuracy <= 1 and examples >= 1.
    """
    if not 0 <= accuracy <= 1:
        raise ValueError(f"an accuracy is a fraction from 0 to 1, not {accuracy}.")
    return float(np.sqrt(accuracy * (1 - accuracy) / _count(examples)))


def reported_accuracy_interval(
    accuracies: Values, measured_on: int, reported_on: int, level: float = 0.95
) -> tuple[float, float]:
    """Interval for the accuracy of one more run on ``reported_on`` examples of its own.

    accuracies:  (m,) of our runs, fractions of the ``measured_on`` examples that they got right.
    Each of our runs says what such a report would show: k right of n is beta-binomial, given
    the count on ``measured_on`` and Jeffreys' prior for that run's accuracy on the population.
    The interval lies between the k/(m + 1) quantiles, k as in ``prediction_interval``, of the m
    mixed together. So no shape is assumed for the spread over seeds; where that is all there is,
    the interval is that of ``prediction_interval``, and where there is none, the binomial's own.

    Raises ValueError where a value is no such fraction, or m too small to promise the level.
    """
    right = _right(accuracies, measured_on)
    counts = np.arange(_count(reported_on) + 1)
    share = order(len(right), level) / (len(right) + 1)
    mixed = np.zeros(len(counts))
    for value, times in zip(*np.unique(right, return_counts=True), strict=True):
        chance = betabinom.pmf(counts, reported_on, value + 0.5, measured_on - value + 0.5)
        mixed += chance * times / len(right)
    low = np.argmax(np.cumsum(mixed) >= share)
    high = reported_on - np.argmax(np.cumsum(mixed[::-1]) >= share)
    return float(low / reported_on), float(high / reported_on)


def reported_accuracy_t_interval(
    accuracies: Values, measured_on: int, reported_on: int, level: float = 0.95
) -> tuple[float, float]:
    """The same question where there are too few runs: by variances, assuming normality.

    The variance over seeds s²(1 + 1/m) and that of both test sets, p(1 - p)(1/n + 1/N), add up;
    the degrees of freedom are Satterthwaite's (1946). Ends are cut to [0, 1]. For accuracies
    within some two binomial errors of 1 the skew is lost: prefer ``reported_accuracy_interval``
    from 39 runs on. Raises ValueError where a value is no such fraction, or for fewer than 2.
    """
    shares = _right(accuracies, measured_on) / measured_on
    m, mean = len(shares), float(shares.mean())
    seeds = shares.var(ddof=1) * (1 + 1 / m)
    images = binomial_error(mean, reported_on) ** 2 + binomial_error(mean, measured_on) ** 2
    freedom = (m - 1) * ((seeds + images) / seeds) ** 2 if seeds else np.inf
    half = float(t.ppf(1 - tail(level), freedom) * np.sqrt(seeds + images))
    return max(0.0, mean - half), min(1.0, mean + half)


def _right(accuracies: Values, examples: int) -> np.ndarray:
    """(m,) accuracies -> (m,) counts of right answers."""
    right = checked(accuracies) * _count(examples)
    counts = np.rint(right)
    if (counts < 0).any() or (counts > examples).any() or (abs(right - counts) > 0.01).any():
        raise ValueError(f"an accuracy is not a fraction of {examples} examples.")
    return counts


def _count(examples: int) -> int:
    if examples < 1:
        raise ValueError(f"{examples} is not a number of examples.")
    return examples
