"""The line that says how far a training is."""

from __future__ import annotations

import io

import pytest

from nnlab.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_in_a_terminal_one_line_is_rewritten_and_wiped(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with progress("epochs", 2) as done:
        done(1)
        done(2)
    assert screen.getvalue().replace("\x1b[K", "").split("\r") == [
        "", "epochs: 0 of 2", "epochs: 1 of 2", "epochs: 2 of 2", "",
    ]  # fmt: skip


def test_in_a_pipe_nothing_is_written(capsys):
    with progress("epochs", 1) as done:
        done(1)
    assert capsys.readouterr() == ("", "")


def test_it_is_wiped_when_the_training_fails(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    with pytest.raises(KeyboardInterrupt), progress("epochs", 1):
        raise KeyboardInterrupt
    assert screen.getvalue().endswith("\r\x1b[K")


def test_in_a_notebook_nothing_stays():
    import nbformat
    from nbclient import NotebookClient

    code = (
        "from nnlab.progress import progress\nwith progress('epochs', 2) as done:\n    done(1)\n3"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output["data"] == {"text/plain": "3"}
