"""Chapters that break: each is named, the others finish, the HTML stays whole."""

from __future__ import annotations

import json

import nbformat
import pytest
from toybook import HEADER, cell, chapter

pytestmark = pytest.mark.book

STUCK = "import ctypes\nctypes.PyDLL(None).sleep(600)  # holds the interpreter's lock"


def break_square(toy, source: str, *options: str) -> None:
    """Give the square chapter another third cell, and make a second chapter due."""
    toy.write("square.md", chapter("Square", cell(source, *options), name="square"))
    toy.edit("reader.md", "import json", "import json  # edited")


def test_raising_cell(built):
    before = built.html()
    break_square(built, "def divide(a):\n    return a / 0\n\n\ndivide(1)")
    done = built.book(check=False)
    assert done.returncode == 1
    assert built.executed() == ["reader", "square"]
    assert "square, code cell 3 (line 2" in done.stderr
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "return a / 0" in done.stderr
    assert "1 chapter failed" in done.stderr
    assert "\x1b[" not in done.stderr
    assert built.html() == before
    kept = built.store / "failed/square.ipynb"
    assert str(kept) in done.stderr
    notebook = nbformat.read(kept, as_version=4)
    assert notebook.cells[-1].outputs[0].ename == "ZeroDivisionError"
    built.edit("square.md", "a / 0", "a / 1")
    built.book()
    assert built.executed() == ["square"]
    assert not kept.exists()


def test_several_failures_are_all_named(built):
    break_square(built, "import signal\nos.kill(os.getpid(), signal.SIGKILL)")
    built.write("circle.md", chapter("Circle", cell("1 +"), name="circle"))
    built.edit("reader.md", "import json  # edited", "raise SystemExit(0)")
    before = built.html()
    done = built.book(check=False)
    assert done.returncode == 1
    assert "square, code cell 3 (line 2" in done.stderr
    assert "the kernel died" in done.stderr
    assert "circle, code cell 3 (line 2" in done.stderr
    assert "SyntaxError: invalid syntax" in done.stderr
    assert "reader, code cell 3" in done.stderr
    assert "3 chapters failed" in done.stderr
    assert built.executed() == ["reader", "square"]  # no kernel for the syntax error
    assert built.html() == before


def test_cell_stuck_in_c_code_is_ended_at_the_limit(built):
    before = built.html()
    break_square(built, STUCK)
    built.edit("_config.yml", "timeout: 60", "timeout: 6")
    done = built.book(check=False)
    assert done.returncode == 1
    assert "square, code cell 3 (line 2" in done.stderr
    assert "not finished after 6 s" in done.stderr
    assert built.executed() == ["reader", "square"]
    assert built.html() == before
    assert "reader: up to date" in built.press("status").stdout


def test_syntax_error_in_a_module(built):
    before = built.html()
    built.edit("code/shapes/base.py", "UNIT =", "UNIT = =")
    built.edit("reader.md", "import json", "import json  # edited")
    done = built.book(check=False)
    assert done.returncode == 1
    assert "circle: " in done.stderr
    assert "base.py, line 2" in done.stderr
    assert built.executed() == ["reader"]
    assert built.html() == before
    assert "circle: cannot run" in built.press("status").stdout


def test_expected_error_is_no_failure(built):
    break_square(built, "1 / 0", ":tags: [raises-exception]")
    built.write(
        "circle.md",
        chapter("Circle", cell("def (", ":tags: [raises-exception]"), name="circle"),
    )
    built.edit("index.md", "It is {glue:text}`circle.md::area:.1f`.", "")
    built.book()
    assert "ZeroDivisionError" in built.text("square")
    assert "SyntaxError" in built.text("circle")


def test_no_parameters_cell(built):
    built.write("square.md", f"{HEADER}# Square\n\n{cell('print(1)')}")
    done = built.book(check=False)
    assert done.returncode == 1
    assert "square has no parameters cell" in done.stderr
    assert '    :tags: [parameters]\n    profile = "quick"' in done.stderr
    assert built.executed() == []


def test_chapter_may_be_the_same_in_each_profile(built):
    header = HEADER.replace("kernelspec", "bookrun:\n  profile: false\nkernelspec")
    built.write("square.md", f"{header}# Square\n\n{cell('print(6 * 7)')}")
    built.book()
    assert "42" in built.text("square")
    assert "profile" not in built.text("square")


def test_parameter_that_a_chapter_lacks(built):
    built.write("square.md", f"{HEADER}# Square\n\n{cell('pace = 1', ':tags: [parameters]')}")
    done = built.book(check=False)
    assert "square has no parameter 'profile' in its parameters cell; it has: pace" in done.stderr
    assert done.returncode == 1


def test_unknown_parameter_is_refused_before_any_kernel(toy):
    toy.edit("circle.md", "size =", "sise =")
    done = toy.press("execute", "-p", "sise", "3", check=False)
    assert done.returncode == 1
    assert "square has no parameter 'sise' in its parameters cell; it has: profile, size" in (
        done.stderr
    )
    assert toy.executed() == []


def test_unknown_profile_is_refused_before_any_kernel(built):
    for done in (
        built.press("execute", "--profile", "slow", check=False),
        built.book(check=False, BOOKRUN_PROFILE="slow"),
    ):
        assert done.returncode == 1
        assert "bookrun: unknown profile 'slow'; known: quick, report" in done.stderr
        assert "Traceback" not in done.stderr
    assert built.executed() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bookrun_jobs: 2", "bookrun_jobs: two", "bookrun_jobs in _config.yml must be a whole"),
        ("bookrun_jobs: 2", "bookrun_job: 2", "did you mean bookrun_jobs?"),
        ("[code]", "[cod]", "bookrun_code in _config.yml names 'cod'"),
        ("profile: quick", "profile: slow", "bookrun_profile: 'slow' is unknown"),
    ],
)
def test_settings_are_checked(built, old, new, message):
    built.edit("_config.yml", old, new)
    for done in (built.press("status", check=False), built.book(check=False)):
        assert done.returncode == 1
        assert message in done.stderr
        assert "Traceback" not in done.stderr


def test_identities_that_fail_are_named(built):
    built.edit(
        "_config.yml",
        "    bookrun_jobs",
        "    bookrun_identities: shapes.no:such\n    bookrun_jobs",
    )
    done = built.book(check=False)
    assert done.returncode == 1
    assert "bookrun_identities: shapes.no:such failed: ModuleNotFoundError" in done.stderr


def test_chapter_that_does_not_exist(built):
    built.edit("_toc.yml", "- file: reader", "- file: reader\n- file: lost")
    built.edit("reader.md", "import json", "import json  # edited")
    done = built.book(check=False)
    assert done.returncode == 1
    assert "_toc.yml lists 'lost', but there is no lost.md" in done.stderr
    assert built.executed() == ["reader"]


def test_edit_while_a_chapter_runs_is_not_missed(built):
    source = (
        "from pathlib import Path\nfrom shapes import square\n"
        "print(square.SIDE)\nmodule = Path(square.__file__)\n"
        "module.write_text(\"SIDE = 'side-2'\\n\")"
    )
    built.write("square.md", chapter("Square", cell(source), name="square"))
    done = built.book()
    assert built.executed() == ["square", "square"]
    assert "something it uses changed meanwhile" in done.stdout
    assert "side-2" in built.text("square")


STATE = """
import asyncio, gc, json, os, signal, sys, warnings

state = {
    "path": sys.path,
    "flags": str(sys.flags),
    "executable": sys.executable,
    "launcher": sys.argv[0],
    "folder": os.getcwd(),
    "environment": {k: v for k, v in os.environ.items() if k not in ("OWN", "JPY_PARENT_PID")},
    "parent": os.environ["JPY_PARENT_PID"] == str(os.getppid()),
    "leader": os.getsid(0) == os.getpid(),
    "input": sys.__stdin__.read(),
    "main": sorted(vars(sys.modules["__main__"])),
    "signals": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
    "collector": [gc.isenabled(), gc.get_threshold()],
    "filters": str(warnings.filters),
    "loop": str(type(asyncio.get_event_loop_policy())),
}
with open(f"{kind}.json", "w") as file:
    json.dump([state, sorted(sys.modules)], file)
"""


def test_forked_kernel_is_like_one_that_starts_by_itself(toy):
    """A variable in its specification makes a kernel start by itself."""
    own = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Own",
        "language": "python",
        "env": {"OWN": "1"},
    }
    toy.write("share/kernels/own/kernel.json", json.dumps(own))
    toy.environment["JUPYTER_PATH"] = str(toy.root / "share")
    for name, kernel in (("circle", "python3"), ("square", "own")):
        text = chapter(name, cell(f"kind = {name!r}"), cell(STATE), name=name)
        toy.write(f"{name}.md", text.replace("name: python3", f"name: {kernel}"))
    toy.press("execute", "--chapters", "circle", "square", "--jobs", "1")
    forked, alone = (
        json.loads((toy.root / f"{n}.json").read_text()) for n in ("circle", "square")
    )
    assert forked[0] == alone[0]
    assert set(forked[1]) ^ set(alone[1]) == {"runpy"}  # what `python -m` takes to start
