"""The claims of hw2-q3 and their rules."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.stats import geom

from nnlab.claims.base import Claim, Evidence, Judgement, Verdict, claims_of
from nnlab.claims.judges import decided, three_way
from nnlab.experiments.playground import Setting, draw
from nnlab.models.mlp import forward
from nnlab.reported.hw2_q3 import NUMBERS
from nnlab.statistics.equivalence import equivalence
from nnlab.statistics.means import t_interval
from nnlab.statistics.paired import paired_t_interval
from nnlab.statistics.rates import Rate, rate, rate_of
from nnlab.studies.playground import LONG, REPORT_EPOCH, label

SOURCE = "HW2 report, question 3"
POINTS = 250  # in a test set
TIMED = ("circle", "xor", "gaussians")  # the sets that some network of 3 units learns
CURVED = ("tanh", "sigmoid", "relu")
ALIKE = 0.02  # of accuracy: networks that differ by less give a like result
ALIKE_MOSTLY = 0.05  # the same for the report's loose "similar in most cases"
LEFT = 0.95  # of the linear network's loss: at or below it a run has left the linear plateau


def results(record: dict, name: str) -> dict:
    return record["settings"][name]["results"]


def success(record: dict, name: str, epoch: int = REPORT_EPOCH) -> Rate:
    """Rate of runs with a test accuracy of 95 % or more at that epoch."""
    found = results(record, name)
    return rate(found["learnt"][found["shown"].index(epoch)], found["runs"])


def accuracy(record: dict, name: str, epoch: int = REPORT_EPOCH) -> np.ndarray:
    """(n,) test accuracy of each run, in the order of the seeds."""
    return 1 - np.array(results(record, name)[f"wrong at {epoch}"]) / POINTS


def epochs(record: dict, name: str, what: str = "epochs") -> np.ndarray:
    """(n,) epochs until the run first met the mark; inf where it never did."""
    return np.array([np.inf if e is None else e for e in results(record, name)[what]])


def first(a: np.ndarray, b: np.ndarray) -> Rate:
    """Of the seeds on which a and b differ, the share on which a is smaller."""
    if not (a != b).any():
        return Rate(0, 0, 0.5, 0.0, 1.0)
    return rate_of((a < b)[a != b])


def speed(record: dict, data: str, a: str, b: str) -> Rate:
    """Of the seeds on which they differ, the share on which a is the first to meet the mark."""
    what = "epochs to low loss" if data == "gaussians" else "epochs"
    return first(*(epochs(record, label(data, name), what) for name in (a, b)))


def slowdown(record: dict, data: str, slow: str, fast: str) -> float:
    """Median ratio of epochs, over the seeds on which both meet the mark."""
    a, b = (epochs(record, label(data, name)) for name in (slow, fast))
    both = np.isfinite(a) & np.isfinite(b) & (b > 0)
    return float(np.median(a[both] / b[both]))


def left_plateau(record: dict, name: str, epoch: int = REPORT_EPOCH) -> np.ndarray:
    """(n,) whether the run's training loss is 5 % below the linear network's, same seed."""
    line = np.array(results(record, label("spiral", "linear"))[f"loss at {REPORT_EPOCH}"])
    return np.array(results(record, name)[f"loss at {epoch}"])[: len(line)] <= LEFT * line


def per_cent(found: Rate) -> str:
    return f"{found.value:.1%} (95 % {found.low:.1%} to {found.high:.1%})"


def points(estimate) -> str:
    return (
        f"{100 * estimate.value:.2f} points "
        f"({100 * estimate.low:.2f} to {100 * estimate.high:.2f})"
    )


def judge_learns(record: dict, names: tuple[str, ...]) -> Judgement:
    found = [success(record, name) for name in names]
    text = "; ".join(
        f"{name.split('-')[1]} {per_cent(r)} of {r.trials} seeds"
        for name, r in zip(names, found, strict=True)
    )
    return Judgement(
        three_way(holds=all(r.low >= 0.95 for r in found), fails=any(r.high < 0.5 for r in found)),
        f"Learnt by epoch {REPORT_EPOCH}: {text}.",
    )


def judge_fails(record: dict, names: tuple[str, ...]) -> Judgement:
    found = [success(record, name) for name in names]
    text = "; ".join(
        f"{name.split('-')[1]} {r.successes} of {r.trials}"
        for name, r in zip(names, found, strict=True)
    )
    return Judgement(
        three_way(
            holds=all(r.high <= 0.05 for r in found), fails=any(r.low >= 0.5 for r in found)
        ),
        f"Learnt by epoch {REPORT_EPOCH}: {text}.",
    )


def judge_much_slower(record: dict, data: str) -> Judgement:
    share, ratio = (
        speed(record, data, "tanh", "sigmoid"),
        slowdown(record, data, "sigmoid", "tanh"),
    )
    return Judgement(
        three_way(
            holds=share.low > 0.5 and ratio >= 2,
            fails=share.high < 0.5,
            partly=share.low > 0.5,
        ),
        f"tanh is first on {per_cent(share)} of the seeds on which they differ; where both learn, "
        f"sigmoid takes {ratio:.1f} times as many epochs (median).",
    )


def judge_slowest(record: dict) -> Judgement:
    shares = {a: speed(record, "gaussians", a, "sigmoid") for a in ("tanh", "linear", "relu")}
    text = "; ".join(f"{a} {per_cent(share)}" for a, share in shares.items())
    return Judgement(
        decided(
            holds=all(s.low > 0.5 for s in shares.values()),
            fails=any(s.high < 0.5 for s in shares.values()),
        ),
        f"Share of seeds on which the other is the first to reach a test loss of 0.05: {text}.",
    )


def judge_zero_weights(record: dict, data: str) -> Judgement:
    found = results(record, label(data, "linear"))
    shares = {name: rate(count, found["runs"]) for name, count in found["halved"].items()}
    slope = shares["slope"]
    start, end = (found["norms"]["slope"][1][i] for i in (0, found["shown"].index(REPORT_EPOCH)))
    return Judgement(
        three_way(
            holds=all(share.low > 0.5 for share in shares.values()),
            fails=slope.high < 0.5,
            partly=slope.low > 0.5,
        ),
        f"In {per_cent(slope)} of the runs the end-to-end weight more than halves (median "
        f"{start:.3f} to {end:.3f}); the hidden layer's weights do so in "
        f"{shares['hidden'].value:.1%}, the output's in {shares['output'].value:.1%}.",
    )


def judge_better(record: dict, better: tuple[str, ...], worse: tuple[str, ...]) -> Judgement:
    gains = [
        paired_t_interval(accuracy(record, a)[:n], accuracy(record, b)[:n])
        for a, b in zip(better, worse, strict=True)
        for n in [min(len(accuracy(record, a)), len(accuracy(record, b)))]
    ]
    text = "; ".join(
        f"{a} less {b}: {points(gain)}" for a, b, gain in zip(better, worse, gains, strict=True)
    )
    return Judgement(
        decided(holds=all(g.low > 0 for g in gains), fails=any(g.high < 0 for g in gains)),
        f"Mean test accuracy at epoch {REPORT_EPOCH}, {text}.",
    )


def judge_errors(record: dict, name: str) -> Judgement:
    errors = rate_of(accuracy(record, name) < 1)
    wrong = np.median(np.array(results(record, name)[f"wrong at {REPORT_EPOCH}"]))
    return Judgement(
        decided(holds=errors.low > 0.5, fails=errors.high < 0.5),
        f"{per_cent(errors)} of the runs have a test point wrong at epoch {REPORT_EPOCH}; the "
        f"median is {wrong:.0f} of {POINTS}.",
    )


def judge_alike(record: dict, data: str, a: str, b: str, epoch: int) -> Judgement:
    pair = [accuracy(record, label(data, name), epoch) for name in (a, b)]
    found = equivalence(*pair, margin=ALIKE)
    gap = found.difference
    return Judgement(
        decided(holds=found.alike, fails=gap.low >= ALIKE or gap.high <= -ALIKE),
        f"Mean test accuracy at epoch {epoch:,}: {a} {pair[0].mean():.1%}, {b} "
        f"{pair[1].mean():.1%}; 90 % interval of the difference {100 * gap.low:.2f} to "
        f"{100 * gap.high:.2f} points.",
    )


def judge_fourth_run(record: dict) -> Judgement:
    share = rate_of(left_plateau(record, label("spiral", "sigmoid")))
    tanh = rate_of(left_plateau(record, label("spiral", "tanh")))
    text = (
        f"With 3 units {per_cent(share)} of the sigmoid runs have left the linear plateau at "
        f"epoch {REPORT_EPOCH} (tanh {tanh.value:.1%})"
    )
    if not share.successes:
        return Judgement(Verdict.FAILS, f"{text}: there is no first one.")
    low, high = (float(geom.ppf(q, share.value)) for q in (0.025, 0.975))
    return Judgement(
        Verdict.HOLDS if low <= NUMBERS["sigmoid-runs"] <= high else Verdict.FAILS,
        f"{text}, so the first that does is number {low:,.0f} to {high:,.0f} in 95 % of the "
        f"cases; the report says {NUMBERS['sigmoid-runs']}.",
    )


def judge_local_minimum(record: dict) -> Judgement:
    name = "spiral-sigmoid-w3-long"
    stuck = ~left_plateau(record, name, REPORT_EPOCH)
    still = rate_of(~left_plateau(record, name, LONG)[stuck])
    return Judgement(
        three_way(holds=still.low >= 0.9, fails=still.high < 0.5),
        f"Of {stuck.sum()} runs on the plateau at epoch {REPORT_EPOCH}, {per_cent(still)} are "
        f"still on it at epoch {LONG:,}.",
    )


def judge_direction(record: dict) -> Judgement:
    name = label("spiral", "linear")
    mean, solved = t_interval(accuracy(record, name)), success(record, name)
    return Judgement(
        three_way(
            holds=mean.low > 0.5 and solved.high <= 0.05,
            fails=mean.high <= 0.5,
            partly=mean.low > 0.5,
        ),
        f"Mean test accuracy {mean.value:.1%} ({mean.low:.1%} to {mean.high:.1%}); "
        f"{solved.successes} of {solved.trials} runs learn.",
    )


def judge_polygon(_: dict, activation: str = "relu", units: int = 3) -> Judgement:
    """The check fails for smooth units."""
    setting = Setting(activation=activation, hidden=(units,), precision="float64")
    net = draw(setting, range(200))
    ends = np.random.default_rng(0).uniform(-6, 6, (200, 2, 1, 2))
    along = np.linspace(0, 1, 201)[:, None]
    score = forward(net, ends[:, 0] * (1 - along) + ends[:, 1] * along)[0][-1][..., 0]
    bent = np.abs(np.diff(score, 2, axis=1)) > 1e-9
    # A kink between two samples bends the second difference at one or both of them.
    starts = bent[:, :1].sum(axis=1) + (bent[:, 1:] & ~bent[:, :-1]).sum(axis=1)
    straight = (bent.sum(axis=1) <= 2 * units).all() and (starts <= units).all()
    return Judgement(
        Verdict.HOLDS if straight else Verdict.FAILS,
        f"Along 200 random segments through 200 networks with {units} units, the output before "
        f"its tanh bends at {starts.max()} places at most, in {bent.sum(axis=1).max()} of 199 "
        "second differences; between them it is straight.",
    )


def judge_least_flexible(record: dict) -> Judgement:
    gains = {
        (data, a): paired_t_interval(
            accuracy(record, label(data, a)), accuracy(record, label(data, "linear"))
        )
        for data in ("circle", "xor", "spiral")
        for a in CURVED
    }
    text = "; ".join(f"{data} {a} {points(gain)}" for (data, a), gain in gains.items())
    return Judgement(
        decided(
            holds=all(g.low > 0 for g in gains.values()),
            fails=any(g.high < 0 for g in gains.values()),
        ),
        f"Mean test accuracy at epoch {REPORT_EPOCH} above that of linear: {text}.",
    )


def judge_sticks_less(record: dict) -> Judgement:
    shares, text = {}, []
    for data in TIMED:
        never = {a: ~np.isfinite(epochs(record, label(data, a))) for a in ("tanh", "sigmoid")}
        shares[data] = first(never["tanh"].astype(float), never["sigmoid"].astype(float))
        text.append(f"{data} {never['tanh'].sum()} against {never['sigmoid'].sum()}")
    less = [s.low > 0.5 for s in shares.values()]
    more = [s.high < 0.5 for s in shares.values()]
    runs = results(record, label("xor", "tanh"))["runs"]
    return Judgement(
        three_way(
            holds=any(less) and not any(more),
            fails=any(more) and not any(less),
            partly=any(less),
        ),
        f"Runs of {runs:,} that never learn within 2,000 epochs, tanh against sigmoid: "
        f"{'; '.join(text)}.",
    )


def judge_faster(record: dict) -> Judgement:
    shares = {data: speed(record, data, "tanh", "sigmoid") for data in TIMED}
    text = "; ".join(f"{data} {per_cent(share)}" for data, share in shares.items())
    return Judgement(
        three_way(
            holds=all(s.low > 0.5 for s in shares.values()),
            fails=all(s.high < 0.5 for s in shares.values()),
        ),
        f"tanh is first on this share of the seeds on which they differ: {text}.",
    )


def judge_relu_like(record: dict) -> Judgement:
    alike, text = 0, []
    for data in ("circle", "xor", "gaussians", "spiral"):
        relu = accuracy(record, label(data, "relu"), 2000)
        gaps = [
            equivalence(relu, accuracy(record, label(data, other), 2000), ALIKE_MOSTLY)
            for other in ("tanh", "sigmoid")
        ]
        alike += all(gap.alike for gap in gaps)
        text.append(f"{data} " + " and ".join(f"{100 * g.difference.value:.1f}" for g in gaps))
    return Judgement(
        three_way(holds=alike >= 3, fails=alike <= 1),
        f"Alike on {alike} of 4 sets. ReLU's mean test accuracy less that of tanh and of sigmoid "
        f"at epoch 2,000, points: {'; '.join(text)}.",
    )


def judge_relu_epochs(record: dict) -> Judgement:
    shares = {data: speed(record, data, "relu", "tanh") for data in TIMED}
    ahead = sum(share.low > 0.5 for share in shares.values())
    text = "; ".join(f"{data} {per_cent(share)}" for data, share in shares.items())
    return Judgement(
        three_way(holds=ahead == 0, fails=ahead >= 2),
        f"ReLU is first, before tanh, on this share of the seeds on which they differ: {text}.",
    )


def judge_relu_time(_: dict) -> Judgement:
    return Judgement(
        Verdict.UNTESTABLE,
        "The report states 0 running times and no tool, and what one feels in a browser is "
        "mostly its drawing. The page times both activations on the machine that built it.",
    )


_claim = claims_of("hw2-q3-", SOURCE, study="playground")


def _learns(name: str, says: str, anchor: str, *settings: str) -> Claim:
    return _claim(
        name,
        says,
        "Learnt: test accuracy of at least 95 % at epoch 500. Holds if the lower end of the 95 % "
        "Wilson interval of the rate over seeds is at least 95 %; does not hold if the upper end "
        "is below 50 %; otherwise holds with a caveat; of several, the worst counts. "
        f"Settings {', '.join(settings)}.",
        anchor,
        partial(judge_learns, names=settings),
    )


def _fails(name: str, says: str, anchor: str, *settings: str) -> Claim:
    return _claim(
        name,
        says,
        "Not learnt: test accuracy below 95 % at epoch 500. Holds if the upper end of the 95 % "
        "Wilson interval of the rate of learning is at most 5 % for each; does not hold if for "
        "one the lower end is at least 50 %; otherwise holds with a caveat. "
        f"Settings {', '.join(settings)}.",
        anchor,
        partial(judge_fails, names=settings),
    )


def _much_slower(name: str, data: str, anchor: str) -> Claim:
    return _claim(
        name,
        "tanh converges much earlier than sigmoid.",
        "Epochs until the test accuracy first reaches 95 %, never counting as last, on the same "
        f"seeds, {data}, 3 units. Holds if tanh is first on more than half of the seeds on which "
        "they differ (lower end of the 95 % Wilson interval) and the median ratio, where both "
        "arrive, is at least 2; does not hold if the upper end of the share is below half; "
        "otherwise holds with a caveat if tanh is first on more than half, else not decided.",
        anchor,
        partial(judge_much_slower, data=data),
    )


def _zero(name: str, data: str, anchor: str) -> Claim:
    return _claim(
        name,
        "The linear network drives its weights towards zero.",
        "Norm at epoch 500 less than half of the norm before training: of the end-to-end weight, "
        "which is what the output depends on, and of the weights of each layer. Holds if more "
        "than half of the runs (lower end of the 95 % Wilson interval) halve all three, each for "
        "itself; does not hold if fewer than half (upper end) halve the end-to-end weight; "
        "otherwise holds with a caveat if more than half (lower end) halve that weight, else "
        f"not decided. Setting {data}-linear-w3.",
        anchor,
        partial(judge_zero_weights, data=data),
    )


def _better(name: str, says: str, anchor: str, *pairs: tuple[str, str]) -> Claim:
    text = " and ".join(f"{a} less {b}" for a, b in pairs)
    return _claim(
        name,
        says,
        "Paired 95 % t interval over seeds of the difference in test accuracy at epoch 500, "
        f"{text}. Holds if above 0, each; does not hold if one lies below 0; otherwise not "
        "decided.",
        anchor,
        partial(judge_better, better=tuple(a for a, _ in pairs), worse=tuple(b for _, b in pairs)),
    )


def _alike(name: str, says: str, anchor: str, data: str, a: str, b: str, epoch: int) -> Claim:
    return _claim(
        name,
        says,
        "Two one-sided t tests at 5 % of the paired difference in test accuracy at epoch "
        f"{epoch}, {data}, {a} less {b}, 3 units. Holds if the mean difference lies within 2 "
        "points either way; does not hold if the 90 % interval lies wholly outside; otherwise "
        "not decided.",
        anchor,
        partial(judge_alike, data=data, a=a, b=b, epoch=epoch),
    )


def _polygon(name: str, says: str) -> Claim:
    return Claim(
        id=f"hw2-q3-{name}",
        source=SOURCE,
        says=says,
        evidence=Evidence.IDENTITY,
        rule="Proof that the output before its tanh is linear between the lines at which a ReLU "
        "unit turns on, checked along random segments. Holds if it bends at most once a unit "
        "and is straight between; else does not hold.",
        anchor="playground-polygon",
        study="",
        judge=judge_polygon,
    )


CLAIMS = [
    _learns("d1-tanh", "tanh separates the circle well.", "playground-rates", "circle-tanh-w3"),
    _learns(
        "d1-sigmoid", "Sigmoid separates the circle too.", "playground-rates", "circle-sigmoid-w3"
    ),
    _much_slower("d1-sigmoid-slower", "circle", "playground-speed"),
    _alike(
        "d1-sigmoid-like",
        "In the end sigmoid separates the circle as tanh does.",
        "playground-rates",
        "circle",
        "sigmoid",
        "tanh",
        2000,
    ),
    _fails("d1-linear", "Linear fails on the circle.", "playground-linear", "circle-linear-w3"),
    _zero("d1-linear-zero", "circle", "playground-zero"),
    _learns("d1-relu", "ReLU separates the circle.", "playground-rates", "circle-relu-w3"),
    _polygon("d1-relu-polygon", "On the circle ReLU's boundary consists of straight edges."),
    _better(
        "d1-smooth-better",
        "On the circle tanh and sigmoid are better than ReLU.",
        "playground-relu",
        ("circle-tanh-w3", "circle-relu-w3"),
        ("circle-sigmoid-w3", "circle-relu-w3"),
    ),
    _claim(
        "d1-relu-speed",
        "A speed advantage of ReLU does not show on so small a set: it needs no fewer epochs.",
        "Epochs to the mark (a test accuracy of 95 %; on the Gaussians a test loss of 0.05), "
        "never counting as last, ReLU against tanh, same seeds, 3 units, circle, XOR and "
        "Gaussians. ReLU is ahead on a set if the lower end of the 95 % Wilson interval of its "
        "share of firsts is above half. Holds if it is ahead on none; does not hold if on two or "
        "three; otherwise holds with a caveat.",
        "playground-relu",
        judge_relu_epochs,
    ),
    Claim(
        id="hw2-q3-sum-relu-time",
        source=SOURCE,
        says="ReLU's advantage in running time cannot be felt on so small a set.",
        evidence=Evidence.IDENTITY,
        rule="No measurement of the report exists to compare with, and what is felt is not "
        "stated. Cannot be tested.",
        anchor="playground-relu-time",
        study="",
        judge=judge_relu_time,
    ),
    _claim(
        "d2-tanh-errors",
        "On XOR tanh with 3 units leaves errors.",
        "Share of runs with at least one test point on the wrong side at epoch 500, setting "
        "xor-tanh-w3. Holds if the lower end of its 95 % Wilson interval is above half; does "
        "not hold if the upper end is below; otherwise not decided.",
        "playground-width",
        partial(judge_errors, name="xor-tanh-w3"),
    ),
    _better(
        "d2-tanh-width",
        "On XOR tanh with 5 units is better than with 3.",
        "playground-width",
        ("xor-tanh-w5", "xor-tanh-w3"),
    ),
    _alike(
        "d2-sigmoid-like",
        "On XOR sigmoid does as tanh does.",
        "playground-width",
        "xor",
        "sigmoid",
        "tanh",
        2000,
    ),
    _better(
        "d2-sigmoid-width",
        "On XOR sigmoid with 5 units is better than with 3.",
        "playground-width",
        ("xor-sigmoid-w5", "xor-sigmoid-w3"),
    ),
    _much_slower("d2-sigmoid-slower", "xor", "playground-speed"),
    _fails("d2-linear", "Linear fails on XOR.", "playground-linear", "xor-linear-w3"),
    _zero("d2-linear-zero", "xor", "playground-zero"),
    _learns("d2-relu", "On XOR ReLU with 3 units does well.", "playground-relu", "xor-relu-w3"),
    _learns(
        "d3-all",
        "Every activation works on the two Gaussians.",
        "playground-rates",
        *(label("gaussians", a) for a in ("tanh", "sigmoid", "linear", "relu")),
    ),
    _claim(
        "d3-sigmoid-slowest",
        "On the two Gaussians sigmoid is visibly the slowest.",
        "Epochs until the test loss first reaches 0.05 (the accuracy is above 95 % almost at "
        "once), same seeds, 3 units. Holds if each of the others is first on more than half of "
        "the seeds on which it differs from sigmoid (lower end of the 95 % Wilson interval); "
        "does not hold if one has its upper end below half; otherwise not decided.",
        "playground-speed",
        judge_slowest,
    ),
    _fails(
        "d4-none",
        "No activation does well on the spiral.",
        "playground-spiral",
        *(label("spiral", a) for a in ("tanh", "sigmoid", "linear", "relu")),
    ),
    _alike(
        "d4-sigmoid-like",
        "On the spiral sigmoid comes to a result like tanh's.",
        "playground-spiral",
        "spiral",
        "sigmoid",
        "tanh",
        500,
    ),
    _claim(
        "d4-fourth-run",
        "Sigmoid got stuck in its first runs on the spiral and got away in the fourth, by epoch "
        "500.",
        "Away: training loss at epoch 500 at least 5 % below that of the linear network of the "
        "same seed. With the share of sigmoid runs that are away, 3 units, the first such run is "
        "a geometric variable. Holds if 4 lies between its 2.5 % and 97.5 % quantiles; else does "
        "not hold.",
        "playground-spiral",
        judge_fourth_run,
    ),
    _claim(
        "d4-local-minimum",
        "What sigmoid is stuck in there is a local minimum.",
        "Of the runs of setting spiral-sigmoid-w3-long that are not 5 % below the linear "
        "network's loss at epoch 500, the share that still are not at epoch 10,000. Holds if the "
        "lower end of its 95 % Wilson interval is at least 90 %; does not hold if the upper end "
        "is below 50 %; otherwise holds with a caveat.",
        "playground-spiral",
        judge_local_minimum,
    ),
    _claim(
        "d4-linear-direction",
        "On the spiral linear finds no more than a direction.",
        "Test accuracy at epoch 500, setting spiral-linear-w3. Holds if the 95 % t interval of "
        "its mean lies above 50 % and the upper end of the 95 % Wilson interval of the rate of "
        "learning is at most 5 %; does not hold if the mean's upper end is at most 50 %; "
        "otherwise holds with a caveat if that interval lies above 50 %, else not decided.",
        "playground-line",
        judge_direction,
    ),
    _alike(
        "d4-relu-like",
        "On the spiral ReLU comes to a result like tanh's.",
        "playground-spiral",
        "spiral",
        "relu",
        "tanh",
        500,
    ),
    _polygon("d4-relu-polygon", "On the spiral ReLU's boundary has straight edges."),
    _claim(
        "sum-linear",
        "Linear is the least flexible.",
        "Paired 95 % t intervals over seeds of test accuracy at epoch 500, tanh, sigmoid and ReLU "
        "each less linear, on circle, XOR and spiral, 3 units. Holds if all nine lie above 0; "
        "does not hold if one lies below; otherwise not decided.",
        "playground-linear",
        judge_least_flexible,
    ),
    _claim(
        "sum-tanh-sticks-less",
        "tanh gets stuck less often than sigmoid.",
        "Stuck: a test accuracy of 95 % is not met within 2,000 epochs, 3 units, circle, XOR and "
        "Gaussians, on fresh seeds. On a set tanh sticks less if, of the seeds on which just one "
        "of the two is stuck, sigmoid's share is above half (lower end of the 95 % Wilson "
        "interval), and more "
        "if the upper end is below half. Holds if less on some set and more on none; does not "
        "hold if more on some and less on none; otherwise holds with a caveat if less on some "
        "set, else not decided.",
        "playground-speed",
        judge_sticks_less,
        study="playground-again",
    ),
    _claim(
        "sum-tanh-faster",
        "tanh converges faster than sigmoid.",
        "Epochs to the mark, as for ReLU's speed, tanh against sigmoid, same seeds, 3 units, "
        "circle, XOR and Gaussians. Holds if the lower end of the 95 % Wilson interval of tanh's "
        "share of firsts is above half on all three; does not hold if on all three the upper end "
        "is below half; otherwise holds with a caveat.",
        "playground-speed",
        judge_faster,
    ),
    _claim(
        "sum-relu-like",
        "In most cases ReLU gives a model like those of tanh and sigmoid.",
        "Two one-sided t tests at 5 % of the paired difference in test accuracy at epoch 2000 "
        "from tanh and from sigmoid, with a margin of 5 points, 3 units. Holds if ReLU is "
        "like both on three sets or all four; does not hold if on one or none; otherwise holds "
        "with a caveat.",
        "playground-relu",
        judge_relu_like,
    ),
    _polygon("sum-relu-polygon", "ReLU's boundaries are polygons."),
]
