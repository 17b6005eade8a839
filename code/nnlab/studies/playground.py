"""Which small networks learn the four sets of the playground, how fast and how often?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnlab.datasets.playground import NAMES as SETS
from nnlab.experiments.base import History
from nnlab.experiments.playground import ACTIVATIONS, FEATURES, LEARNT, PLAYGROUND, Setting
from nnlab.studies.base import Study

REPORT_EPOCH = 500
LAST, LAST_WIDE, LONG = 2000, 1000, 10_000  # epochs: width 3, other widths, one setting
CHECKPOINTS = (
    *range(10), *range(10, 20, 2), *range(20, 50, 5), *range(50, 100, 10), *range(100, 200, 20),
    *range(200, 500, 50), *range(500, 1000, 100), *range(1000, 2001, 250),
)  # fmt: skip
LONG_CHECKPOINTS = (0, 500, 1000, 2000, 3000, 5000, 7500, LONG)
SHOWN = (0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000)
WIDTHS = (2, 3, 5, 8)
LOW_LOSS = 0.05  # test loss, for the set on which accuracy says nothing of speed
PLAIN = ("x1", "x2")
INPUTS = {"plain": PLAIN, "sines": (*PLAIN, "sin x1", "sin x2"), "all": tuple(FEATURES)}


def label(data: str, activation: str, width: int = 3) -> str:
    """The name of a setting of the grid, such as "xor-tanh-w5"."""
    return f"{data}-{activation}-w{width}"


def spiral_label(activation: str, hidden: tuple[int, ...], inputs: str, rate: float) -> str:
    """The name of a setting of the search on the spiral, such as "spiral-relu-8x8-sines-0.1"."""
    return f"spiral-{activation}-{'x'.join(map(str, hidden))}-{inputs}-{rate:g}"


def epochs_to(reached: np.ndarray, checkpoints: tuple[int, ...]) -> list[int | None]:
    """(S, C) booleans -> for each run the first checkpoint at which it is True, or None."""
    first = reached.argmax(axis=1)
    return [
        checkpoints[at] if ever else None
        for at, ever in zip(first, reached.any(axis=1), strict=True)
    ]


def learnt(wrong: np.ndarray, points: int = 250) -> np.ndarray:
    """Counts of test points on the wrong side -> whether that is an accuracy of LEARNT."""
    return wrong <= (1 - LEARNT) * points


def summarise(setting: Setting, history: History) -> dict:
    """What the claims and figures ask for; each run's own numbers where runs are compared."""
    at = setting.checkpoints
    shown = [at.index(epoch) for epoch in SHOWN if epoch in at]
    ok = learnt(history["test wrong"])
    summary = {
        "runs": len(ok),
        "shown": [at[i] for i in shown],
        "learnt": ok[:, shown].sum(axis=0).tolist(),
    }
    if setting.hidden == (3,):
        summary |= _runs(setting, history)
        summary["epochs"] = epochs_to(ok, at)
    ends = {(3,): (REPORT_EPOCH, at[-1]), (5,): (REPORT_EPOCH,)}
    if setting.hidden == (3,) or (setting.data, setting.hidden) == ("xor", (5,)):
        for epoch in ends[setting.hidden]:
            summary[f"wrong at {epoch}"] = history["test wrong"][:, at.index(epoch)].tolist()
    if (setting.activation, setting.hidden) == ("linear", (3,)):
        summary |= _weights(history, at, shown)
    return summary


def _weights(history: History, at: tuple[int, ...], shown: list[int]) -> dict:
    """Quartiles over the runs, and how many runs had their weights more than halved."""
    parts = {"hidden": history["norms"][..., 0], "output": history["norms"][..., 1]}
    parts["slope"] = history["slope"]
    end = at.index(REPORT_EPOCH)
    return {
        "norms": {name: _quartiles(part[:, shown]) for name, part in parts.items()},
        "halved": {
            name: int((part[:, end] < part[:, 0] / 2).sum()) for name, part in parts.items()
        },
    }


def _runs(setting: Setting, history: History) -> dict:
    """One number a run, of what this set alone needs."""
    at = setting.checkpoints
    if setting.data == "gaussians":
        return {"epochs to low loss": epochs_to(history["test loss"] <= LOW_LOSS, at)}
    if setting.data == "spiral":
        ends = (REPORT_EPOCH, at[-1]) if at[-1] == LONG else (REPORT_EPOCH,)
        return {f"loss at {e}": _rounded(history["loss"][:, at.index(e)]) for e in ends}
    return {}


def _quartiles(values: np.ndarray) -> list[list[float]]:
    return [_rounded(np.quantile(values, q, axis=0)) for q in (0.25, 0.5, 0.75)]


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


def _grid() -> dict[str, Setting]:
    return {
        label(data, activation, width): Setting(
            data, activation, (width,), checkpoints=CHECKPOINTS[: _end(width)]
        )
        for data in SETS
        for activation in ACTIVATIONS
        for width in WIDTHS
    }


def _why() -> dict[str, Setting]:
    """Settings that test an explanation."""
    found = {}
    for data in ("circle", "xor"):
        # Sigmoid units with the start, the rate, or both, that make them tanh units in disguise.
        sigmoid = Setting(data, "sigmoid")
        found[f"{data}-sigmoid-w3-start"] = replace(sigmoid, start="as tanh")
        found[f"{data}-sigmoid-w3-rate"] = replace(sigmoid, rate=0.12)
        found[f"{data}-sigmoid-w3-both"] = replace(sigmoid, start="as tanh", rate=0.12)
        # A linear network without the noise of small batches.
        found[f"{data}-linear-w3-full"] = Setting(data, "linear", batch=250)
        # The original's digits: what single precision costs.
        for activation in ("tanh", "relu"):
            name = label(data, activation)
            found[f"{name}-double"] = Setting(data, activation, precision="float64")
    return found


# By number of layers: what a network so deep need not be given.
_LEFT_OUT = {1: (), 2: ("all",), 3: ("sines", "all")}


def _spiral() -> dict[str, Setting]:
    """Depth, inputs, rate and activation with which the spiral might be learnt."""
    found = {}
    for activation, rate in (("tanh", 0.03), ("tanh", 0.1), ("sigmoid", 0.03), ("relu", 0.03)):
        for hidden in ((8,), (8, 8), (8, 8, 8)):
            for name, inputs in INPUTS.items():
                if name not in _LEFT_OUT[len(hidden)]:
                    setting = Setting("spiral", activation, hidden, inputs, rate)
                    found[spiral_label(activation, hidden, name, rate)] = setting
    return found


def _end(width: int) -> int:
    return CHECKPOINTS.index(LAST if width == 3 else LAST_WIDE) + 1


SETTINGS = _grid() | {
    name: replace(setting, checkpoints=CHECKPOINTS)
    for name, setting in (_why() | _spiral()).items()
}
SETTINGS |= {"spiral-sigmoid-w3-long": Setting("spiral", "sigmoid", checkpoints=LONG_CHECKPOINTS)}


def _seeds(name: str, setting: Setting) -> int:
    if name in _spiral():
        return 40
    return 300 if setting.hidden == (3,) else 200


STUDY = Study(
    name="playground",
    experiment=PLAYGROUND,
    settings=SETTINGS,
    seeds={name: _seeds(name, setting) for name, setting in SETTINGS.items()},
    first_seed=10_000,
    batch=300,  # all seeds of a setting in one stack: the larger, the less each network costs
    summarise=summarise,
)
