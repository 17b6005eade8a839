"""How far a training is, while it lasts: in a notebook and in a terminal; nothing stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yields a function to be called with how many of ``total`` are done.

    In a notebook the line is a display that is updated, and taken away at the end together with
    anything that the cell has shown before; in a terminal it is one line on standard error, wiped
    at the end. Where neither is there to be read, as in a pipe, nothing is written.
    """
    show, end = _notebook() if _in_notebook() else _terminal()
    show(f"{what}: 0 of {total}")
    try:
        yield lambda done: show(f"{what}: {done} of {total}")
    finally:
        end()


def _in_notebook() -> bool:
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


def _notebook() -> tuple[Callable[[str], None], Callable[[], None]]:
    from IPython.display import Markdown, clear_output, display

    handle = display(Markdown(""), display_id=True)
    return lambda line: handle.update(Markdown(line)), clear_output


def _terminal() -> tuple[Callable[[str], None], Callable[[], None]]:
    if not sys.stderr.isatty():
        return lambda _: None, lambda: None

    def show(line: str) -> None:
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()

    return show, lambda: show("")
