"""The claims of hw2-q2d, on second derivatives, and their rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from nnlab.claims.base import Judgement, claims_of
from nnlab.claims.judges import three_way
from nnlab.experiments import cost
from nnlab.experiments.second_order import FIRST, LEVELS, NEVER
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.rates import Rate, rate_of
from nnlab.statistics.sample import Estimate
from nnlab.studies.second_order import label

SOURCE = "HW2 report, question 2"
STUDY = "second-order"
SPED = {"softmax": ("newton", "damped", "trust", "newton-cg", "l-bfgs"),
        "network": ("newton", "damped", "saddle-free", "trust", "l-bfgs")}  # fmt: skip
TARGET = {"softmax": 1, "network": 2}  # which of the problem's targets
LONGEST = {"reached": 1e4, "spent": 1e6}  # what a run counts that never gets there
SHARP = ("quadratic-1000", "valley", "kink")
STEEP = ("newton", "damped", "trust")
SAFE = ("damped", "saddle-free", "trust")
WORSE = 0.01  # nats above the least objective of all runs: a worse place to end
MISSED = 0.05  # of runs
MARGIN = 0.05  # nats of test loss
LEVEL = 0.3  # nats of training loss at which test losses are compared
ROOM = 16 * 2**30  # bytes of memory: an ordinary computer's
CHEAP = 4  # gradients: a product that costs no more is cheap
LAYERS = ((6, 1, 3), (6, 2, 3), (6, 5, 3))  # whose multiplications are counted

NAMES = {
    "gd": "gradient descent", "momentum": "momentum", "adam": "Adam", "newton": "Newton",
    "damped": "damped Newton", "saddle-free": "saddle-free Newton", "trust": "trust region",
    "newton-cg": "Newton-CG", "l-bfgs": "L-BFGS", "cg": "conjugate gradients",
    "softmax": "softmax regression", "network": "network", "valley": "valley", "kink": "kinks",
    "quadratic-1000": "quadratic",
}  # fmt: skip


def runs(record: dict, name: str, measure: str) -> np.ndarray:
    """One row a seed; what was not finite is nan."""
    return np.array(record["settings"][name]["results"][measure], float)


def pace(record: dict, problem: str, method: str, measure: str, target: int) -> np.ndarray:
    """(n,) "reached" steps or "spent" work to a target; a run that never arrives: infinite."""
    found = runs(record, label(problem, method), measure)[:, target]
    return np.where(found == NEVER, np.inf, found)


def speed_up(record: dict, problem: str, method: str, measure: str) -> Estimate:
    """log₂ of the fastest first-order method's steps (or work) over this method's, by seed."""
    target, longest = TARGET[problem], LONGEST[measure]
    first = np.min([pace(record, problem, m, measure, target) for m in FIRST], axis=0)
    own = pace(record, problem, method, measure, target)
    return paired_t_interval(*(np.log2(np.clip(n, 1, longest)) for n in (first, own)))


def quicker(record: dict, problem: str, method: str) -> Rate:
    """How often the method needs fewer steps than gradient descent."""
    own, gd = (pace(record, problem, m, "reached", 1) for m in (method, "gd"))
    return rate_of(own < gd)


def worse(record: dict, method: str) -> np.ndarray:
    """(n,) whether each XNOR run ends above the least objective that any run reached."""
    values = {
        m: runs(record, label("xnor", m), "value") for m in (*FIRST, "newton", *SAFE, "l-bfgs")
    }
    least = np.nanmin(np.concatenate(list(values.values())))
    return ~(values[method] <= least + WORSE)


def ends_higher(record: dict, problem: str, second: str, first: str) -> Estimate:
    """XNOR: share that ends worse; network: objective at the end. Second less first, by seed."""
    if problem == "xnor":
        return paired_t_interval(*(worse(record, m).astype(float) for m in (second, first)))
    return paired_t_interval(*(runs(record, label(problem, m), "value") for m in (second, first)))


def test_gap(record: dict, second: str, first: str) -> Estimate:
    """Test loss at a training loss of LEVEL, second less first, by seed where both get there."""
    at = LEVELS.index(LEVEL)
    a, b = (runs(record, label("network", m), "test loss")[:, at] for m in (second, first))
    both = np.isfinite(a) & np.isfinite(b)
    return paired_t_interval(a[both], b[both])


def _each(values: dict, form: Callable) -> str:
    """ "softmax regression, Newton: …; network, Adam: …" """
    return "; ".join(
        f"{', '.join(NAMES.get(k, k) for k in key)}: {form(value)}"
        for key, value in values.items()
    )


def _interval(e: Estimate, digits: int = 2) -> str:
    return f"{e.value:.{digits}f} ({e.low:.{digits}f} to {e.high:.{digits}f})"


def _times(e: Estimate) -> str:
    return f"{2**e.value:.2g} ({2**e.low:.2g} to {2**e.high:.2g})"


def judge_faster(record: dict, measure: str) -> Judgement:
    found = {(p, m): speed_up(record, p, m, measure) for p in SPED for m in SPED[p]}
    what = {"reached": "Fewer steps", "spent": "Less work"}[measure]
    return Judgement(
        three_way(
            holds=all(e.low > 0 for e in found.values()),
            fails=all(e.high < 0 for e in found.values()),
        ),
        f"{what} than the fastest first-order method by a factor, geometric mean over the seeds "
        f"with its 95 % interval: {_each(found, _times)}.",
    )


def judge_sharp(record: dict) -> Judgement:
    found = {(p, m): quicker(record, p, m) for p in SHARP for m in STEEP if _has(record, p, m)}
    return Judgement(
        three_way(
            holds=all(rate.low > 0.8 for rate in found.values()),
            fails=all(rate.high < 0.5 for rate in found.values()),
        ),
        "Runs that need fewer steps than gradient descent from the same start: "
        f"{_each(found, lambda r: f'{r.successes} of {r.trials}')}.",
    )


def _has(record: dict, problem: str, method: str) -> bool:
    return label(problem, method) in record["settings"]


def judge_time(_: dict, columns: int | None = None) -> Judgement:
    """The check fails if of the Hessian only one column is computed."""
    whole, single = [], []
    for sizes in LAYERS:
        counted = cost.counts(sizes, columns)
        whole.append(counted.hessian / counted.gradient / cost.parameters(sizes))
        single.append(counted.product / counted.gradient)
    dear = [ratio >= 1 for ratio in whole]
    return Judgement(
        three_way(
            holds=all(dear) and all(ratio > CHEAP for ratio in single),
            fails=not any(dear),
        ),
        "Multiplications, in gradients: the whole Hessian "
        f"{min(whole):.2f} to {max(whole):.2f} for each parameter, one product with a vector "
        f"{min(single):.2f} to {max(single):.2f} whatever their number "
        f"({', '.join(str(cost.parameters(s)) for s in LAYERS)} parameters).",
    )


def judge_memory(_: dict, power: int = 2) -> Judgement:
    """The check fails if the Hessian is taken for a vector."""
    exact, ratios = [], {}
    for sizes in LAYERS:
        n = cost.parameters(sizes)
        hessian = cost.hessian_by_columns(*cost.torch_network(sizes, 20))
        exact.append(hessian.numel() == n**power)
    largest = max(cost.MODELS.values())
    for method in ("Newton", "Newton-CG", "L-BFGS"):
        ratios[method,] = cost.MEMORY[method](largest) / cost.MEMORY["gradient descent"](largest)
    light = [ratios[m,] <= 100 for m in ("Newton-CG", "L-BFGS")]
    return Judgement(
        three_way(holds=all(exact) and not any(light), fails=not any(exact)),
        f"The Hessian has n² numbers, as counted for {len(exact)} networks. For the book's "
        f"largest network, of {largest:,} parameters, memory over that of gradient descent: "
        f"{_each(ratios, lambda r: f'{r:,.0f}')}.",
    )


def judge_scale(_: dict, methods: Sequence[str] = ("Newton", "Newton-CG", "L-BFGS")) -> Judgement:
    """The check fails if it looks at the methods without a matrix alone."""
    fit = {
        (method,): [cost.BYTES * cost.MEMORY[method](n) <= ROOM for n in cost.MODELS.values()]
        for method in methods
    }
    return Judgement(
        three_way(
            holds=not any(fits[-1] for fits in fit.values()),
            fails=all(all(fits) for fits in fit.values()),
        ),
        f"Of the {len(cost.MODELS)} networks of this book, so many can be trained in "
        f"{ROOM // 2**30} GiB, by memory alone: {_each(fit, lambda f: str(sum(f)))}.",
    )


def judge_local_minima(record: dict) -> Judgement:
    found = {
        (problem, second, first): ends_higher(record, problem, second, first)
        for problem in ("xnor", "network")
        for second in SAFE
        for first in FIRST
    }
    above = {key: e for key, e in found.items() if e.low > 0}
    below = sum(e.high < 0 for e in found.values())
    which = _each(above, _interval) or "none"
    return Judgement(
        three_way(holds=len(above) == len(found), fails=not above),
        f"Of {len(found)} comparisons from the same starts, the second-order method ends in a "
        f"worse place in {len(above)} and in a better one in {below}. Worse, by how much: "
        f"{which}.",
    )


def judge_miss(record: dict) -> Judgement:
    second = {(m,): rate_of(worse(record, m)) for m in ("newton", *SAFE, "l-bfgs")}
    first = {(m,): rate_of(worse(record, m)) for m in FIRST}
    text = [_each(rates, lambda r: f"{r.successes} of {r.trials}") for rates in (second, first)]
    return Judgement(
        three_way(
            holds=all(rate.low > MISSED for rate in second.values()),
            fails=all(rate.high < MISSED for rate in second.values()),
        ),
        f"XNOR runs that end elsewhere than at the lowest place: {text[0]}. To compare, "
        f"methods without second derivatives: {text[1]}.",
    )


def judge_overfit(record: dict) -> Judgement:
    found = {(s, f): test_gap(record, s, f) for s in (*SAFE, "l-bfgs") for f in FIRST}
    return Judgement(
        three_way(
            holds=all(e.low > MARGIN for e in found.values()),
            fails=all(e.high < MARGIN for e in found.values()),
        ),
        f"Test loss at a training loss of {LEVEL} nats, second-order less first-order, with 95 % "
        f"intervals: {_each(found, _interval)}.",
    )


_claim = claims_of("hw2-q2d-", SOURCE)


CLAIMS = [
    _claim(
        "faster",
        "Second derivatives make training converge faster.",
        "Steps to an excess loss of 0.0001 nats (softmax regression on Hoda) or an objective of "
        "0.3 nats (a tanh network on Hoda), fastest of gradient descent, momentum and Adam over a "
        "second-order method, paired by seed; a run that never gets there counts 10,000. Newton "
        "with whole steps, damped Newton, trust region and L-BFGS on both, Newton-CG on the "
        "regression, saddle-free Newton on the network. Holds if the 95 % t interval of the "
        "logarithm lies above 0 in all ten; does not hold if below 0 in all; otherwise holds with "
        "a caveat.",
        "opt-hoda",
        partial(judge_faster, measure="reached"),
        STUDY,
    ),
    _claim(
        "faster-work",
        "They make it faster also in work, counted in evaluations of the gradient.",
        "Work to the same targets, in evaluations of the gradient, a product with the Hessian "
        "counted as two and a whole Hessian as n products; a run that never gets there counts a "
        "million. Verdict as for the steps.",
        "opt-hoda",
        partial(judge_faster, measure="spent"),
        STUDY,
    ),
    _claim(
        "sharp",
        "They are good where the objective changes sharply.",
        "Share of seeds in which Newton with whole steps, damped Newton and a trust region need "
        "fewer steps than gradient descent to the second target, on a quadratic of condition "
        "1,000 (Newton alone), in Rosenbrock's valley and on rounded kinks. Holds if the lower "
        "end of the 95 % Wilson interval is above 0.8 in all seven; does not hold if the upper "
        "end is below 0.5 in all; otherwise holds with a caveat.",
        "opt-sharp",
        judge_sharp,
        STUDY,
    ),
    _claim(
        "time",
        "They are costly in time.",
        "Multiplications of one gradient, one Hessian-vector product and the whole Hessian, "
        "counted by PyTorch for three networks. Holds if the Hessian costs at least one gradient "
        "for each parameter and a product more than 4 gradients, in all; does not hold if the "
        "Hessian costs less than one gradient for each parameter in all; otherwise holds with a "
        "caveat.",
        "opt-cost",
        judge_time,
    ),
    _claim(
        "memory",
        "They are costly in memory.",
        "Numbers in the Hessian of three networks against n², and the memory of Newton, Newton-CG "
        "and L-BFGS over that of gradient descent, for the largest network of this book. Holds if "
        "the Hessian has n² numbers and none of the three needs 100 times as much or less; does "
        "not hold if the Hessian has fewer; otherwise holds with a caveat.",
        "opt-cost",
        judge_memory,
    ),
    _claim(
        "scale",
        "They do not scale to large networks.",
        "Memory of Newton, Newton-CG and L-BFGS for each network of this book against 16 GiB. "
        "Holds if for the largest network none fits; does not hold if all fit for all; otherwise "
        "holds with a caveat.",
        "opt-cost",
        judge_scale,
    ),
    _claim(
        "local-minima",
        "They are sensitive to local minima.",
        "Where damped Newton, saddle-free Newton and a trust region end, against gradient "
        "descent, momentum and Adam from the same starts, paired by seed: the share of XNOR runs "
        "that end more than 0.01 nats above the lowest end of all, and the objective at the end "
        "on a Hoda network. Holds if the 95 % t interval of the difference lies above 0 in all 18 "
        "comparisons; does not hold if in none; otherwise holds with a caveat.",
        "opt-ends",
        judge_local_minima,
        STUDY,
    ),
    _claim(
        "miss",
        "They may miss the optimum.",
        "Share of XNOR runs that end more than 0.01 nats above the lowest end of all, for Newton "
        "with whole steps, damped and saddle-free Newton, a trust region and L-BFGS. Holds if the "
        "lower end of the 95 % Wilson interval is above 5 % for all five; does not hold if the "
        "upper end is below 5 % for all; otherwise holds with a caveat.",
        "opt-ends",
        judge_miss,
        STUDY,
    ),
    _claim(
        "overfit",
        "They may even make the network overfit.",
        "Test loss of a Hoda network where its training loss first comes down to 0.3 nats, "
        "damped Newton, saddle-free Newton, trust region and L-BFGS less gradient descent, "
        "momentum and Adam, paired by seed where both get there. Holds if the 95 % t interval "
        "lies above 0.05 nats in all twelve; does not hold if below 0.05 in all; otherwise holds "
        "with a caveat.",
        "opt-overfit",
        judge_overfit,
        STUDY,
    ),
]
