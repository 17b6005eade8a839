"""First- and second-order methods: how fast, at what cost, and where do they end?"""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.second_order import SHOWN, Setting
from nnlab.experiments.second_order_runs import SECOND_ORDER
from nnlab.studies.base import Study
from nnlab.studies.starts import spread

CONDITIONS = (10, 30, 100, 300, 1000, 3000)
# XNOR: "does not miss the optimum" means that the Wilson interval lies below 5 %. That takes at
# least 73 runs, none of which misses; with 200, three may.
SEEDS = {"quadratic": 20, "valley": 20, "kink": 20, "softmax": 20, "network": 20, "xnor": 200}
# problem -> the methods tried, with the steps that each may make and the rates chosen in pilots
TRIED: dict[str, dict[str, tuple[int, tuple[float, ...]]]] = {
    "valley": {
        "gd": (10_000, (1e-3,)), "momentum": (5000, (2e-4, 0.99)), "adam": (5000, (0.3,)),
        "newton": (50, ()), "damped": (200, ()), "trust": (200, ()), "l-bfgs": (500, ()),
    },
    "kink": {
        "gd": (5000, (0.08,)), "momentum": (5000, (0.05, 0.5)), "adam": (5000, (0.1,)),
        "newton": (50, ()), "damped": (200, ()), "trust": (200, ()), "l-bfgs": (500, ()),
    },
    "softmax": {
        "gd": (3000, (8.0,)), "momentum": (2000, (2.0, 0.95)), "adam": (1500, (0.4,)),
        "newton": (20, ()), "damped": (100, ()), "trust": (100, ()), "l-bfgs": (500, ()),
        "newton-cg": (100, ()),
    },
    "network": {
        "gd": (1500, (1.0,)), "momentum": (2000, (0.5, 0.9)), "adam": (2000, (0.05,)),
        "newton": (20, ()), "damped": (100, ()), "saddle-free": (100, ()), "trust": (100, ()),
        "l-bfgs": (1000, ()),
    },
    "xnor": {
        "gd": (2000, (1.0,)), "momentum": (2000, (0.5, 0.9)), "adam": (2000, (0.1,)),
        "newton": (100, ()), "damped": (100, ()), "saddle-free": (100, ()), "trust": (200, ()),
        "l-bfgs": (500, ()),
    },
}  # fmt: skip
# Steps enough for a quadratic of any of the conditions; rates are the best that theory knows.
ON_QUADRATICS = {"gd": 40_000, "momentum": 4000, "cg": 500, "l-bfgs": 2000, "newton": 20}


def label(problem: str, method: str, condition: int | None = None) -> str:
    """The name of a setting, such as "softmax-newton-cg" or "quadratic-100-gd"."""
    return "-".join([problem, *([str(condition)] if condition else []), method])


SETTINGS = {
    label("quadratic", method, condition): Setting("quadratic", method, steps, condition)
    for condition in CONDITIONS
    for method, steps in ON_QUADRATICS.items()
} | {
    label(problem, method): Setting(problem, method, steps, options=rates)
    for problem, methods in TRIED.items()
    for method, (steps, rates) in methods.items()
}


def summarise(setting: Setting, history: History) -> dict:
    """Each run's end, speed and cost; the spread of the curves of the two Hoda problems."""
    kept = {name: finite(history[name]) for name in ("value", "norm", "lowest")}
    kept |= {"runs": len(history["value"]), "steps": history["steps"].tolist()}
    if setting.problem != "xnor":
        kept |= {name: history[name].tolist() for name in ("reached", "spent")}
    if "test loss" in history:
        kept["test loss"] = [finite(row) for row in history["test loss"]]
        kept |= {name: finite(history[name]) for name in ("final loss", "final test loss")}
        kept |= {"shown": SHOWN, "curve": spread(np.maximum(history["curve"], 1e-16))}
    return kept


def finite(values: np.ndarray) -> list[float | None]:
    """Four significant digits; None for what is not finite."""
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values]


STUDY = Study(
    name="second-order",
    experiment=SECOND_ORDER,
    settings=SETTINGS,
    seeds={name: SEEDS[setting.problem] for name, setting in SETTINGS.items()},
    first_seed=10_000,
    batch=15,
    summarise=summarise,
)
