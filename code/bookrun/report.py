"""Text for people: failures, and the state of each chapter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bookrun.press import Failure, State

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def failures(found: list[Failure], *, colour: bool) -> str:
    """All failures, each with its place, its traceback and its notebook."""
    parts = []
    for failure in found:
        lines = [f"{failure.chapter}{_place(failure)}: {failure.text}"]
        if failure.traceback:
            trace = failure.traceback if colour else ANSI.sub("", failure.traceback)
            lines += [f"    {line}" for line in trace.rstrip().splitlines()]
        if failure.notebook:
            lines.append(f"    executed so far: {failure.notebook}")
        parts.append("\n".join(lines))
    count = "1 chapter" if len(found) == 1 else f"{len(found)} chapters"
    return "\n\n".join([*parts, f"bookrun: {count} failed; the HTML was left as it was"])


def states(found: Iterable[State]) -> str:
    """One line a chapter, its reasons and warnings below it."""
    lines = []
    for state in found:
        if state.failure:
            lines.append(f"{state.name}: cannot run{_place(state.failure)}: {state.failure.text}")
        elif state.chapter is None:
            lines.append(f"{state.name}: no code to execute")
        elif state.run:
            lines.append(f"{state.name}: up to date ({state.run.provenance['executed']})")
        else:
            lines.append(f"{state.name}: out of date")
        lines += [f"    {reason}" for reason in state.reasons]
        lines += [f"    not followed: {text}" for text in unfollowed(state)]
    return "\n".join(lines)


def unfollowed(state: State) -> list[str]:
    """Imports that reading could not follow; those seen in the kernel count all the same."""
    texts = list(state.reach.unfollowed) if state.reach else []
    if state.run:
        texts += [
            f"{place} (loaded at run time, and watched since)"
            for place in state.run.key["observed"]["modules"]
        ]
    return texts


def _place(failure: Failure) -> str:
    if failure.cell is None:
        return ""
    line = f" (line {failure.line})" if failure.line else ""
    return f", code cell {failure.cell}{line}"
