"""BCE against MSE on one task: what overfits, by when, in which unit, and what stopping saves."""

from __future__ import annotations

import numpy as np

from nnlab.experiments.base import History
from nnlab.experiments.two_losses import MEASURES, PARTS, Setting
from nnlab.experiments.two_losses_runs import TWO_LOSSES
from nnlab.studies.base import Study
from nnlab.studies.starts import rounded
from nnlab.training.early_stopping import early_stopping

Array = np.ndarray

REPORT = 100  # epochs in the report's two pictures
LOOKED = (REPORT, 2 * REPORT, 4 * REPORT)  # epochs kept: the first with every measure
BEFORE, AFTER = slice(51, 61), slice(91, 101)  # ten epochs up to 60, and the last ten up to 100
PATIENCES = (5, 10, 20)
ACCURACIES = (0.95, 0.98)  # of the training images: where the two losses are compared
WORST = (0.01, 0.05, 0.1)  # shares of the validation images, by their loss
SHOWN = sorted({*range(0, REPORT + 1, 4), *range(REPORT, 4 * REPORT + 1, 25)})

_ADAM = {"optimiser": "adam", "rate": 0.003}
SETTINGS = {
    "bce": Setting("bce", rate=0.2),
    "mse": Setting("mse", rate=0.2),
    "mse-x2": Setting("mse", rate=0.4),
    "mse-x4": Setting("mse", rate=0.8),
    "bce-quarter": Setting("bce", rate=0.05),
    "bce-adam": Setting("bce", **_ADAM),
    "mse-adam": Setting("mse", **_ADAM),
}


def summarise(setting: Setting, history: History) -> dict:
    """One value a run at the epochs LOOKED, at the best epoch, at equal accuracy; mean curves.

    Epochs count from 1; epoch 0 is before training. "own" is the loss that was trained on.
    """
    own = setting.loss
    result = {"runs": len(history["temperature"])}
    for epoch in LOOKED:
        for part in PARTS:
            for measure in MEASURES:
                if epoch == REPORT or (part == "test" and measure in (own, "accuracy")):
                    values = history[f"{part} {measure}"][:, epoch]
                    result[f"{part} {measure} at {epoch}"] = rounded(values)
    for part in PARTS[:2]:
        curve = history[f"{part} {own}"]
        rise = curve[:, AFTER].mean(axis=1) - curve[:, BEFORE].mean(axis=1)
        result[f"{part} rise"] = rounded(rise)
    result |= _best(history, own, REPORT, "best") | _best(history, own, setting.epochs, "far best")
    for patience in PATIENCES:
        result |= _stopped(history, own, patience)
    for accuracy in ACCURACIES:
        result |= _at_accuracy(history, accuracy)
    result["optimism loss"] = rounded(optimism(history, own, np.argmin))
    result["optimism accuracy"] = rounded(optimism(history, "accuracy", np.argmax))
    losses = -np.sort(-history["validation losses"], axis=1)
    for share in WORST:
        worst = losses[:, : round(share * losses.shape[1])].sum(axis=1) / losses.sum(axis=1)
        result[f"worst {share:g}"] = rounded(worst)
    result["temperature"] = rounded(history["temperature"])
    result["test bce, tempered"] = rounded(history["test bce, tempered"])
    return result | {"shown": SHOWN, "curves": _curves(history, own)}


def optimism(history: History, measure: str, choose) -> Array:
    """(S,) test less validation at the epoch that the validation images choose, within REPORT.

    Less the mean of the same difference over all those epochs, which is 0 in expectation: it
    takes away how hard the two parts happen to be. Positive for a loss: the test loss is higher.
    """
    validation, test = (history[f"{p} {measure}"][:, 1 : REPORT + 1] for p in PARTS[1:])
    chosen = choose(validation, axis=1)
    difference = test - validation
    return difference[np.arange(len(chosen)), chosen] - difference.mean(axis=1)


def _best(history: History, own: str, epochs: int, name: str) -> dict:
    """Where the validation loss is lowest within so many epochs, and the test images there."""
    best = history[f"validation {own}"][:, 1 : epochs + 1].argmin(axis=1) + 1
    rows = np.arange(len(best))
    return {f"{name} epoch": best.tolist()} | {
        f"test {measure} at {name}": rounded(history[f"test {measure}"][rows, best])
        for measure in (own, "accuracy")
    }


def _stopped(history: History, own: str, patience: int) -> dict:
    """Keras's early stopping within REPORT epochs: best and last epoch, the test images there."""
    curves = history[f"validation {own}"][:, 1 : REPORT + 1]
    best, last = np.array([early_stopping(curve, patience) for curve in curves]).T
    rows = np.arange(len(best))
    name = f"patience {patience}"
    return {f"kept epoch, {name}": best.tolist(), f"last epoch, {name}": last.tolist()} | {
        f"test {measure}, {name}": rounded(history[f"test {measure}"][rows, best])
        for measure in (own, "accuracy")
    }


def _at_accuracy(history: History, accuracy: float) -> dict:
    """The first epoch with that training accuracy, and the validation images there.

    Every run has reached it by the end; a run that had not would count at its last epoch.
    """
    reached = history["training accuracy"] >= accuracy
    reached[:, -1] = True
    epoch = reached.argmax(axis=1)
    rows = np.arange(len(epoch))
    return {f"epoch of accuracy {accuracy:g}": epoch.tolist()} | {
        f"validation {measure} at accuracy {accuracy:g}": rounded(
            history[f"validation {measure}"][rows, epoch]
        )
        for measure in ("bce", "mse", "accuracy")
    }


def _curves(history: History, own: str) -> dict:
    """Means over the runs; for the loss trained on, where the middle 95 % of the runs lie."""
    curves = {}
    for part in PARTS[:2]:
        for measure in ("bce", "mse", "accuracy"):
            values = history[f"{part} {measure}"][:, SHOWN]
            curve = {"mean": rounded(values.mean(axis=0))}
            if measure == own:
                ends = np.quantile(values, [0.025, 0.975], axis=0)
                curve |= dict(zip(("low", "high"), map(rounded, ends), strict=True))
            curves[f"{part} {measure}"] = curve
    return curves


STUDY = Study(
    name="two-losses",
    experiment=TWO_LOSSES,
    settings=SETTINGS,
    seeds=dict.fromkeys(SETTINGS, 40),
    first_seed=10_000,
    batch=20,
    summarise=summarise,
)
