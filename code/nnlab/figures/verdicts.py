"""All numbers that the reports printed, in one picture."""

from __future__ import annotations

from itertools import groupby

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from nnlab.claims.base import Placed, Verdict
from nnlab.claims.ledger import Judged
from nnlab.figures import style
from nnlab.figures.labels.verdicts import text

EDGE = 2.0  # half-widths; what lies further out stands at the edge, as an arrow
ROW = 0.13  # inches for each number


def offset(placed: Placed) -> float:
    """Where the number lies: -1 and 1 are the ends of the interval for one more run."""
    middle, half = (placed.low + placed.high) / 2, (placed.high - placed.low) / 2
    return (placed.reported - middle) / half


def printed_numbers(judged: Judged) -> Figure:
    """Each printed number in the interval in which one more run of ours would fall."""
    shown = [(c.id[:6], offset(j.placed), j.verdict) for c, j in judged if j.placed]
    groups = [(name, [*rows]) for name, rows in groupby(sorted(shown), key=lambda row: row[0])]
    height = ROW * (len(shown) + 2 * len(groups)) + 0.9
    figure, axes = plt.subplots(figsize=(style.WIDTH, height))
    axes.axvspan(-1, 1, color=style.SEQUENCE[0], alpha=0.15, lw=0, label=text("interval 95"))
    place, ticks = 0.0, []
    for _, rows in groups:
        at = place + np.arange(len(rows))
        for y, (_, x, verdict) in zip(at, rows, strict=True):
            marker = "D" if abs(x) < EDGE else "<" if x < 0 else ">"
            fill = style.REPORTED if verdict is Verdict.HOLDS else "none"
            axes.plot(
                np.clip(x, -EDGE, EDGE), y, marker, color=style.REPORTED, mfc=fill, ms=5,
                clip_on=False,
            )  # fmt: skip
        ticks.append(at.mean())
        place = at[-1] + 3
    axes.set(xlim=(-EDGE, EDGE), ylim=(place - 2, -1.5), xlabel=text("place"))
    axes.set_yticks(ticks, [text(name) for name, _ in groups])
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=style.MUTED, lw=0.8)
    style.legend_above(figure, axes, 2, reported=text("reported"))
    return figure
