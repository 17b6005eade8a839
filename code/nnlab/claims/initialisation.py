"""The claims of hw2-q2b, on initial weights and biases, and their rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlab.activations.relu import RELU
from nnlab.activations.sigmoid import SIGMOID
from nnlab.activations.tanh import TANH
from nnlab.claims.base import Judgement, claims_of
from nnlab.claims.judges import three_way
from nnlab.experiments import saddle
from nnlab.experiments.plateau import loss_and_gradient
from nnlab.experiments.starts import Setting, draw
from nnlab.experiments.wave import first_gradients, made_up_examples
from nnlab.models.mlp import forward
from nnlab.statistics.equivalence import equivalence
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.rates import Rate, rate_of
from nnlab.statistics.sample import Estimate
from nnlab.studies.initial_biases import TASKS, scores
from nnlab.studies.starts import NEVER, RATES, STANDARD, label

SOURCE = "HW2 report, question 2"
ACTIVATIONS = (SIGMOID, TANH, RELU)
SEEDS = range(20)  # of the identity checks, which train on made-up examples
TINY = 0.01  # of the standard start's gradient
SLOW = 10  # times as many epochs
STUCK = 0.99  # of the loss of a network that knows only how often each digit occurs
RARELY = 0.1  # of runs: "nothing is learnt" allows no more
POOR = 0.10  # of accuracy, behind the standard start
MARGINS = {task: 0.05 if task == "xnor" else 0.005 for task in TASKS}  # of the score
FREQUENCIES = 2.297436921191697  # nats: that loss, for the course's 1,000 training images

NAMES = {
    "sgd": "gradient descent", "adam": "Adam", "relu": "ReLU", "small": "15 units",
    "large": "50-30-15", "large-tanh": "50-30-15 with tanh", "deep": "ten layers of 30",
    "xnor": "XNOR",
}  # fmt: skip

Settings = list[tuple[str, str]]
EVERY: Settings = [(activation, optimiser) for activation in STANDARD for optimiser in RATES]


def runs(record: dict, name: str, measure: str) -> np.ndarray:
    """(n,) one value a seed, in the order of the seeds."""
    return np.array(record["settings"][name]["results"][measure])


def of(activation: str, case: str, optimiser: str, long: bool = False) -> str:
    """The name of a setting; the long training of gradient descent, where there is one."""
    ending = "-long" if long and optimiser == "sgd" and case == "random" else ""
    return label(activation, case, optimiser) + ending


def first_layer_ratio(record: dict, activation: str) -> np.ndarray:
    """(n,) first layer's gradient when the wave reaches it, over the standard start's first."""
    late = runs(record, of(activation, "random", "sgd"), "first layer gradient, step 4")
    return late / runs(record, of(activation, "standard", "sgd"), "first layer gradient, step 1")


def median_epochs(record: dict, name: str) -> float:
    """Median number of epochs to the loss of 2 nats; infinite if most runs never reach it."""
    epochs = runs(record, name, "epochs to 2 nats").astype(float)
    return float(np.median(np.where(epochs == NEVER, np.inf, epochs)))


def slowness(record: dict, activation: str, optimiser: str) -> float:
    """How many times as many epochs as the standard start; nan if that never arrives either."""
    zero = median_epochs(record, of(activation, "random", optimiser, long=True))
    standard = median_epochs(record, of(activation, "standard", optimiser))
    return zero / standard if np.isfinite(standard) else np.nan


def on_plateau(record: dict, activation: str, optimiser: str, case: str = "random") -> Rate:
    """Rate of runs whose loss at the end is still that of the frequencies alone, or worse."""
    name = of(activation, case, optimiser, long=True)
    return rate_of(runs(record, name, "loss") >= STUCK * FREQUENCIES)


def behind(record: dict, activation: str, optimiser: str) -> Estimate:
    """Accuracy on other images: the standard start less the one with equal biases."""
    standard = runs(record, of(activation, "standard", optimiser), "rest accuracy")
    return paired_t_interval(
        standard, runs(record, of(activation, "equal", optimiser), "rest accuracy")
    )


def bias_gain(record: dict, task: str, scheme: str = "random") -> Estimate:
    """Score with small random biases less score with zero biases, paired by seed."""
    return paired_t_interval(scores(record, task, scheme), scores(record, task, "zero"))


def _each(values: dict, form: Callable) -> str:
    """ "tanh with Adam: …; relu with Adam: …" """
    return "; ".join(f"{_name(key)}: {form(value)}" for key, value in values.items())


def _name(key: str | tuple[str, str]) -> str:
    parts = (key,) if isinstance(key, str) else key
    return " with ".join(NAMES.get(part, part) for part in parts)


def judge_first_output(_: dict, gain: float = 0.0) -> Judgement:
    """The check fails for weights that are not zero."""
    X, _ = made_up_examples()
    same = []
    for f in ACTIVATIONS:
        for depth in range(1, 6):
            start = Setting(activation=f.name, gain=gain, bias_std=1.0, hidden=(16,) * depth)
            net = draw(start, SEEDS)
            output = forward(net, X[None])[1][-1]
            same.append((output == net.biases[-1][:, None]).all())
    return Judgement(
        three_way(holds=all(same), fails=not any(same)),
        f"In {sum(same)} of {len(same)} combinations of three activations and 1 to 5 "
        f"hidden layers the logits equal the last bias exactly, for {len(X)} inputs and "
        f"{len(SEEDS)} seeds.",
    )


def judge_wave(_: dict, gain: float = 0.0, first_only: bool = False) -> Judgement:
    """The check fails for weights that are not zero."""
    X, Y = made_up_examples()
    right = []
    for f in ACTIVATIONS:
        for depth in range(1, 6):
            start = Setting(activation=f.name, gain=gain, bias_std=1.0, hidden=(16,) * depth)
            weights, _, _ = first_gradients(start, SEEDS, X, Y, 1 if first_only else depth + 1)
            step, layer = np.indices(weights.shape[1:])
            right.append(((weights > 0) == (layer >= depth - step)).all())
    what = "at step 1 only the last layer" if first_only else "at step t exactly the last t layers"
    return Judgement(
        three_way(holds=all(right), fails=not any(right)),
        f"In {sum(right)} of {len(right)} combinations of three activations and 1 to 5 "
        f"hidden layers, {what} had weights with a gradient other than exactly 0, for "
        f"{len(SEEDS)} seeds.",
    )


def judge_local_minimum(_: dict, informative: bool = True) -> Judgement:
    """The check fails for inputs that are all the same, and so tell nothing of the label."""
    X, Y = made_up_examples()
    X = X if informative else np.ones_like(X)
    rng, lower, steepest = np.random.default_rng(0), [], 0.0
    for f in ACTIVATIONS:
        for depth in range(1, 4):
            hidden = [rng.normal(size=8) for _ in range(depth)]
            _, gradient = loss_and_gradient(saddle.stationary(f, hidden, X, Y), X, Y)
            steepest = max(steepest, *(float(np.abs(g).max()) for g in gradient))
            falls = [saddle.fall(f, hidden, X, Y, epsilon) for epsilon in (0.1, 0.05, 0.02)]
            lower.append(min(falls) > 1e-13)
    return Judgement(
        three_way(holds=not any(lower), fails=all(lower) and steepest < 1e-12),
        "With zero weights and the best output bias no derivative of the loss exceeds "
        f"{steepest:.0e}, and in {sum(lower)} of {len(lower)} combinations of three activations "
        "and 1 to 3 hidden layers there is a lower loss arbitrarily near: a saddle.",
    )


def judge_biases_move(_: dict, gain: float = 1.0) -> Judgement:
    """The check fails for weights of zero."""
    X, Y = made_up_examples()
    moved = []
    for f in ACTIVATIONS:
        for depth in range(1, 6):
            start = Setting(activation=f.name, gain=gain, hidden=(16,) * depth)
            _, biases, _ = first_gradients(start, SEEDS, X, Y, 1)
            moved.append((biases > 0).all())
    return Judgement(
        three_way(holds=all(moved), fails=not any(moved)),
        f"In {sum(moved)} of {len(moved)} combinations of three activations and 1 to 5 "
        f"hidden layers the biases of every layer move at the first step, for {len(SEEDS)} seeds.",
    )


def judge_tiny(record: dict) -> Judgement:
    ratios = {a: first_layer_ratio(record, a) for a in STANDARD}
    tiny = [np.quantile(ratio, 0.975) < TINY for ratio in ratios.values()]
    medians = _each(ratios, lambda ratio: f"{np.median(ratio):.0e}")
    return Judgement(
        three_way(holds=all(tiny), fails=not any(tiny)),
        "When the wave reaches the first layer, at step 4, its gradient as a share of the "
        f"standard start's first one is, in the median: {medians}.",
    )


def judge_slow(record: dict) -> Judgement:
    factors = {key: slowness(record, *key) for key in EVERY}
    slow = [factor >= SLOW for factor in factors.values()]
    text = _each(
        factors, lambda factor: "not within the run" if np.isinf(factor) else f"{factor:.1f}"
    )
    return Judgement(
        three_way(holds=all(slow), fails=not any(slow)),
        f"Epochs to a training loss of 2 nats, as a multiple of the standard start's: {text}.",
    )


def judge_stuck(record: dict) -> Judgement:
    rates = {key: on_plateau(record, *key) for key in EVERY}
    text = _each(rates, lambda rate: f"{rate.successes} of {rate.trials}")
    return Judgement(
        three_way(
            holds=all(rate.low > 0.5 for rate in rates.values()),
            fails=all(rate.high < 0.5 for rate in rates.values()),
        ),
        "Runs that at the end have learnt no more than how often each digit occurs (after 1,000 "
        f"epochs of gradient descent, or 100 of Adam): {text}.",
    )


def judge_nothing(record: dict) -> Judgement:
    rates = {key: on_plateau(record, *key, case="zero") for key in EVERY}
    text = _each(rates, lambda rate: f"{rate.successes} of {rate.trials}")
    return Judgement(
        three_way(
            holds=all(rate.low > 1 - RARELY for rate in rates.values()),
            fails=all(rate.high < 0.5 for rate in rates.values()),
        ),
        "Runs that after 100 epochs have learnt no more than how often each digit occurs: "
        f"{text}.",
    )


def judge_same_feature(record: dict) -> Judgement:
    most = {
        key: int(runs(record, of(key[0], "equal", key[1]), "most distinct units").max())
        for key in EVERY
    }
    text = _each(most, lambda count: f"{count} of 30")
    return Judgement(
        three_way(
            holds=all(count == 1 for count in most.values()),
            fails=all(count > 1 for count in most.values()),
        ),
        f"Most distinct units that any hidden layer of any run had in 100 epochs: {text}.",
    )


def judge_poor(record: dict) -> Judgement:
    gaps = {key: behind(record, *key) for key in EVERY}
    text = _each(gaps, lambda g: f"{100 * g.value:.0f} ({100 * g.low:.0f} to {100 * g.high:.0f})")
    return Judgement(
        three_way(
            holds=all(gap.low > POOR for gap in gaps.values()),
            fails=all(gap.high < POOR for gap in gaps.values()),
        ),
        f"Points of accuracy on 5,000 other images behind the standard start: {text}.",
    )


def judge_harmless(record: dict) -> Judgement:
    """Zero is harmless where random biases are not better by the margin."""
    found = {
        task: equivalence(
            scores(record, task, "random"), scores(record, task, "zero"), MARGINS[task]
        ).difference
        for task in TASKS
    }
    harmless = [gap.high < MARGINS[task] for task, gap in found.items()]
    harmful = [gap.low > MARGINS[task] for task, gap in found.items()]
    return Judgement(
        three_way(holds=all(harmless), fails=all(harmful)),
        "Gain of small random biases over zero, in points, with its 90 % interval: "
        f"{_each(found, _points)}.",
    )


def judge_small_random(record: dict) -> Judgement:
    found = {task: bias_gain(record, task) for task in TASKS}
    better = [gap.low > 0 for gap in found.values()]
    return Judgement(
        three_way(holds=all(better), fails=not any(better)),
        "Gain of small random biases over zero, in points, with its 95 % interval: "
        f"{_each(found, _points)}.",
    )


def _points(gap: Estimate) -> str:
    return f"{100 * gap.value:+.2f} ({100 * gap.low:+.2f} to {100 * gap.high:+.2f})"


_claim = claims_of("hw2-q2b-", SOURCE)


def _judge_first_step(_: dict, gain: float = 0.0) -> Judgement:
    return judge_wave({}, gain, first_only=True)


CLAIMS = [
    _claim(
        "first-output",
        "With zero weights the first output is the bias of the last layer.",
        "Logits against the last bias for made-up inputs, three activations, 1 to 5 hidden "
        "layers, 20 seeds. Holds if they are equal to the last digit in all; does not hold if in "
        "none; otherwise holds with a caveat.",
        "init-wave",
        judge_first_output,
    ),
    _claim(
        "first-step",
        "With zero weights and random biases only the last layer's weights change in the first "
        "step.",
        "Gradients of the first step on made-up examples, three activations, 1 to 5 hidden "
        "layers, 20 seeds. Holds if those of all earlier layers' weights are exactly 0 and the "
        "last layer's is not, in all; does not hold if in none; otherwise holds with a caveat.",
        "init-wave",
        _judge_first_step,
    ),
    _claim(
        "wave",
        "In each further step the change reaches one layer further back.",
        "Gradients of the first steps on made-up examples, three activations, 1 to 5 hidden "
        "layers, 20 seeds. Holds if at step t those of exactly the last t layers' weights are not "
        "0, in all; does not hold if in none; otherwise holds with a caveat.",
        "init-wave",
        judge_wave,
    ),
    _claim(
        "tiny",
        "The changes that arrive further back are tiny.",
        "Gradient norm of the first of four layers' weights at step 4 of gradient descent from "
        "zero weights and random biases, over that at step 1 from the standard start, seed by "
        "seed. Holds if for all three activations its 97.5 % quantile is below one hundredth; "
        "does not hold if for none; otherwise holds with a caveat.",
        "init-slow",
        judge_tiny,
        "starts",
    ),
    _claim(
        "slow",
        "Learning from zero weights and random biases is very slow.",
        "Median number of epochs until the training loss is below 2 nats, zero weights and random "
        "biases over the standard start, for three activations with gradient descent (up to 1,000 "
        "epochs) and with Adam (up to 100). Holds if it is at least 10 in all six; does not hold "
        "if in none; otherwise holds with a caveat.",
        "init-slow",
        judge_slow,
        "starts",
    ),
    _claim(
        "stuck",
        "The network is likely to stick.",
        "Share of runs whose training loss at the end of the longest training recorded is at "
        "least 99 % of that of the label frequencies, for three activations and two optimisers. "
        "Holds if the lower end of its 95 % Wilson interval is above one half in all six; does "
        "not hold if the upper end is below one half in all six; otherwise holds with a caveat.",
        "init-slow",
        judge_stuck,
        "starts",
    ),
    _claim(
        "local-minimum",
        "What it sticks in is a local minimum.",
        "Proof that the loss falls along a path from the stationary point with zero weights, "
        "checked for three activations and 1 to 3 hidden layers at three distances. Does not hold "
        "if all derivatives are 0 there and the loss falls in all; holds if it falls in none; "
        "otherwise holds with a caveat.",
        "init-saddle",
        judge_local_minimum,
    ),
    _claim(
        "nothing",
        "With zero weights and zero biases the network learns nothing.",
        "Share of runs whose training loss after 100 epochs from zero weights and zero biases is "
        "at least 99 % of that of the label frequencies, for three activations and two "
        "optimisers. Holds if the lower end of its 95 % Wilson interval is above 90 % in all "
        "six; does not hold if the upper end is below one half in all six; otherwise holds with "
        "a caveat.",
        "init-cases",
        judge_nothing,
        "starts",
    ),
    _claim(
        "same-feature",
        "With zero weights and equal biases all units of a layer learn one and the same feature.",
        "Largest number of distinct units in any hidden layer of any run at 8 times in 100 "
        "epochs, units counted as one if no parameter differs by more than a millionth; three "
        "activations and two optimisers. Holds if it is 1 in all six; does not hold if it is more "
        "than 1 in all six; otherwise holds with a caveat.",
        "init-symmetry",
        judge_same_feature,
        "starts",
    ),
    _claim(
        "poor",
        "Equal units make the network perform badly.",
        "Paired 95 % t interval over seeds of accuracy on 5,000 other images after 100 epochs, "
        "standard start less zero weights and equal biases. Holds if it lies above 10 points for "
        "three activations and two optimisers; does not hold if it lies below 10 points in all "
        "six; otherwise holds with a caveat.",
        "init-symmetry",
        judge_poor,
        "starts",
    ),
    _claim(
        "biases-move",
        "With random weights and zero biases the biases change at the first step.",
        "Gradients of the biases at the first step on made-up examples, three activations, 1 to 5 "
        "hidden layers, 20 seeds. Holds if in all every layer's is other than 0; does not hold if "
        "in none; otherwise holds with a caveat.",
        "init-biases",
        judge_biases_move,
    ),
    _claim(
        "harmless",
        "Zero biases do little harm if the weights are random.",
        "Score with biases N(0, 0.1²) less score with zero biases, same weights, paired over "
        "seeds, on four Hoda networks (accuracy on other images, margin half a point) and XNOR "
        "(share learnt, margin 5 points). Holds if the upper end of its 90 % t interval is below "
        "the margin on all five; does not hold if the lower end is above it on all five; "
        "otherwise holds with a caveat.",
        "init-biases",
        judge_harmless,
        "initial-biases",
    ),
    _claim(
        "small-random",
        "Small random biases are better than zero.",
        "Paired 95 % t interval over seeds of the score with biases N(0, 0.1²) less that with "
        "zero biases, on four Hoda networks (accuracy on other images) and XNOR (share learnt). "
        "Holds if it lies above 0 on all five; does not hold if on none; otherwise holds with a "
        "caveat.",
        "init-biases",
        judge_small_random,
        "initial-biases",
    ),
]
