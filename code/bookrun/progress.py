"""One line a chapter: live in a terminal, at its start and its end elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

REFRESH = 0.2


class Progress:
    """Reports the chapters of one execution on a stream (standard output by default)."""

    def __init__(self, stream: TextIO | None = None):
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()
        self.total = 0
        self.finished = 0
        self._running: dict[str, tuple[float, int, int]] = {}
        self._drawn = 0
        self._last = 0.0

    def expect(self, total: int) -> None:
        """So many chapters are going to be executed."""
        self.total = total

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self._erase()
        self.stream.write(f"bookrun: {text}\n")
        self._draw()

    def start(self, chapter: str, cells: int) -> None:
        """A chapter starts."""
        self._running[chapter] = (time.monotonic(), 0, cells)
        if not self.live:
            self.say(f"{chapter}: started, {_cells(cells)}")

    def cell(self, chapter: str, number: int) -> None:
        """A chapter reaches a cell."""
        began, _, cells = self._running[chapter]
        self._running[chapter] = (began, number, cells)

    def end(self, chapter: str, outcome: str) -> None:
        """A chapter is over: ``done``, or how it failed."""
        began, number, cells = self._running.pop(chapter)
        self.finished += 1
        place = _cells(cells) if outcome == "done" else f"cell {number} of {cells}"
        seconds = time.monotonic() - began
        self.say(f"{chapter}: {outcome}, {place}, {seconds:.1f} s ({self.finished}/{self.total})")

    def again(self, chapter: str, why: str) -> None:
        """A chapter has to be executed once more."""
        self._running.pop(chapter)
        self.say(f"{chapter}: {why}; executing it again")

    def tick(self) -> None:
        """Redraw the live lines, at most a few times a second."""
        if self.live and time.monotonic() - self._last >= REFRESH:
            self._last = time.monotonic()
            self._erase()
            self._draw()

    def close(self) -> None:
        """Remove the live lines."""
        self._erase()
        self.stream.flush()

    def _erase(self) -> None:
        if self._drawn:
            self.stream.write(f"\x1b[{self._drawn}F\x1b[J")
            self._drawn = 0

    def _draw(self) -> None:
        if self.live:
            width = shutil.get_terminal_size().columns
            for chapter, (began, number, cells) in self._running.items():
                seconds = time.monotonic() - began
                line = f"bookrun: {chapter}: cell {number} of {cells}, {seconds:.0f} s"
                self.stream.write(line[: width - 1] + "\n")
            self._drawn = len(self._running)
        self.stream.flush()


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
