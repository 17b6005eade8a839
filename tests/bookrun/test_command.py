"""The command line: choices, parameters, and what it prints where."""

from __future__ import annotations

import os
import pty
import re

import pytest
from toybook import BOOKRUN, HEADER, cell, chapter

from bookrun.pool import THREAD_VARIABLES

pytestmark = pytest.mark.book


def test_execute_some_chapters_with_parameters_then_status(toy):
    done = toy.press("execute", "--chapters", "circle", "square.md", "-p", "size", "7")
    assert toy.executed() == ["circle", "square"]
    assert not (toy.root / "_build/html").exists()
    assert "2 of 2 chapters up to date" in done.stdout
    status = toy.press("status", "-p", "size", "7").stdout
    assert status.splitlines()[0] == "index: no code to execute"
    assert "circle: up to date" in status
    assert "reader: out of date\n    never executed" in status
    plain = toy.press("status").stdout
    assert "circle: out of date\n    never executed with profile='quick'" in plain


def test_parameters_reach_the_kernel_with_their_types(toy):
    source = "print(repr(rate), repr(name), repr(flag), repr(size))"
    declared = 'profile = "quick"\nsize = 1\nrate = 0.5\nname = "a"\nflag = False'
    toy.write(
        "square.md",
        f"{HEADER}# Square\n\n{cell(declared, ':tags: [parameters]')}{cell(source)}",
    )
    values = {"rate": "1e-3", "name": 'سلام "x"', "flag": "True", "size": "-2"}
    options = [word for pair in values.items() for word in ("-p", *pair)]
    toy.press("execute", "--chapters", "square", *options)
    notebook = next((toy.store / "runs/square").glob("*.ipynb")).read_text(encoding="utf-8")
    assert "0.001 'سلام \\\"x\\\"' True -2" in notebook


def test_profile_by_option_and_as_parameter_are_one(toy):
    toy.press("execute", "--chapters", "square", "--profile", "report")
    toy.press("execute", "--chapters", "square", "-p", "profile", "report")
    assert toy.executed() == ["square"]
    assert "square: out of date" in toy.press("status").stdout


def test_clean_forgets_some_or_all(built):
    built.press("clean", "--chapters", "circle")
    assert "circle: out of date\n    never executed" in built.press("status").stdout
    assert "square: up to date" in built.press("status").stdout
    built.press("clean")
    assert "up to date" not in built.press("status").stdout


def test_timeout_by_option(toy):
    toy.write("square.md", chapter("Square", cell("import time\ntime.sleep(600)"), name="s"))
    done = toy.press("execute", "--chapters", "square", "--timeout", "4", check=False)
    assert done.returncode == 1
    assert "not finished after 4 s" in done.stderr


def test_progress_in_a_pipe_is_plain_lines(toy):
    out = toy.press("execute").stdout
    assert "bookrun: circle: started, 3 cells\n" in out
    assert "bookrun: circle: done, 3 cells, " in out
    assert "(3/3)\n" in out
    assert "\r" not in out
    assert "\x1b" not in out


def test_progress_in_a_terminal_is_live(toy):
    toy.write("square.md", chapter("Square", cell("import time\ntime.sleep(2)"), name="square"))
    ours, theirs = pty.openpty()
    process = toy.start(*BOOKRUN, "execute", str(toy.root), stdout=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(ours)
    assert process.wait(30) == 0
    assert re.search(rb"square: cell 3 of 3, \d+ s", shown)
    assert b"\x1b[" in shown


def test_wrong_use_is_one_line(toy, tmp_path):
    for arguments, message in (
        ([str(tmp_path)], "no _config.yml"),
        ([str(toy.root), "--chapters", "lost"], "no chapter 'lost' in the book; it has: index"),
        ([str(toy.root), "--profile", "slow"], "known: quick, report"),
    ):
        done = toy.run([*BOOKRUN, "execute", *arguments], check=False)
        assert done.returncode == 1
        assert message in done.stderr
        assert done.stderr.count("\n") == 1


def test_status_loads_neither_sphinx_application_nor_science(toy):
    code = (
        "import sys; from bookrun.__main__ import main; main(['status', sys.argv[1]]); "
        "print([m for m in ('sphinx.application', 'papermill', 'IPython', 'numpy') "
        "if m in sys.modules])"
    )
    done = toy.run([BOOKRUN[0], "-c", code, str(toy.root)])
    assert done.stdout.endswith("[]\n")


def test_threads_for_each_kernel(toy):
    for variable in THREAD_VARIABLES:  # the tests set them
        toy.environment.pop(variable, None)
    source = "print('threads', os.environ['OMP_NUM_THREADS'])"
    toy.write("square.md", chapter("Square", cell(source), name="square"))
    cores = len(os.sched_getaffinity(0))
    for jobs in (1, cores):
        toy.press("clean")
        toy.press("execute", "--chapters", "square", "--jobs", str(jobs))
        notebook = next((toy.store / "runs/square").glob("*.ipynb")).read_text(encoding="utf-8")
        assert f"threads {cores // jobs}" in notebook
