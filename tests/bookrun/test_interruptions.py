"""Kills, two builds at once, damaged files and disks that refuse."""

from __future__ import annotations

import signal
import subprocess
import time

import psutil
import pytest
from toybook import BOOKRUN, JUPYTER_BOOK, cell, chapter

pytestmark = pytest.mark.book


def wait_for(condition, seconds: float = 120) -> None:
    """Wait until the condition holds; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def started_by(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """All processes below this one."""
    return psutil.Process(process.pid).children(recursive=True)


def test_sigkill_then_rebuild_repeats_no_finished_chapter(toy):
    stuck = (
        "import ctypes, pathlib\nif not pathlib.Path('go').exists():\n"
        "    ctypes.PyDLL(None).sleep(600)"
    )
    toy.write("square.md", chapter("Square", cell(stuck), name="square"))
    process = toy.start(JUPYTER_BOOK, "build", str(toy.root))
    try:
        wait_for(lambda: len(list((toy.store / "runs").glob("*/*.json"))) == 2)
        wait_for(lambda: toy.log.read_text().count("square") == 1)
        family = started_by(process)
        assert len(family) >= 2
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
    assert toy.executed() == ["circle", "reader", "square"]
    toy.write("go", "")
    toy.book()
    assert toy.executed() == ["square"]
    assert "metre-1 quick 10" in toy.text("circle")


def test_killed_worker_is_a_failure_of_its_chapter_only(toy):
    source = (
        "import psutil, time\nif not os.path.exists('go'):\n"
        "    psutil.Process().parent().kill()\n    time.sleep(600)"
    )
    toy.write("square.md", chapter("Square", cell(source), name="square"))
    done = toy.press("execute", check=False)
    assert done.returncode == 1
    assert "square, code cell 3" in done.stderr
    assert "the worker process died" in done.stderr
    assert toy.executed() == ["circle", "reader", "square"]
    toy.write("go", "")
    toy.press("execute")
    assert toy.executed() == ["square"]


def test_second_build_waits_and_says_so(toy):
    source = "import time\nwhile not os.path.exists('go'):\n    time.sleep(0.1)"
    toy.write("square.md", chapter("Square", cell(source), name="square"))
    first = toy.start(*BOOKRUN, "execute", str(toy.root))
    wait_for(lambda: toy.log.exists() and "square" in toy.log.read_text())
    second = toy.start(JUPYTER_BOOK, "build", str(toy.root))
    assert any("another build is at work in this book; waiting" in line for line in second.stdout)
    assert first.poll() is None
    toy.write("go", "")
    for process in (first, second):
        process.communicate(timeout=90)
        assert process.returncode == 0
    assert toy.executed() == ["circle", "reader", "square"]
    assert "metre-1 quick 10" in toy.text("circle")


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", None])
def test_damaged_run_is_executed_again(built, damage):
    for chapter_, suffix, word in (("square", ".json", "cells"), ("circle", ".ipynb", "metre-1")):
        path = next((built.store / f"runs/{chapter_}").glob(f"*{suffix}"))
        if damage is None:
            text = path.read_text(encoding="utf-8")
            assert word in text
            path.write_text(text.replace(word, word.upper()))
        else:
            path.write_bytes(damage)
    built.press("execute")
    assert built.executed() == ["circle", "square"]
    assert built.press("status").stdout.count(": up to date") == 3


def test_damaged_record_of_pages_is_survived(built):
    for path in built.store.glob("shown-*"):
        path.write_bytes(b"\xff")
    built.book()
    assert built.executed() == []


def test_page_half_written_by_a_kill_is_written_again(built):
    built.edit("square.md", "Some prose.", "Other words.")
    built.book()
    page = built.root / "_build/html/circle.html"
    page.write_text("half a pa", encoding="utf-8")
    for path in built.store.glob("shown-*.json"):
        path.with_suffix(".half").touch()  # what a build leaves that dies while writing
    built.book()
    assert "metre-1 quick 10" in built.text("circle")
    assert not list(built.store.glob("*.half"))


def test_build_killed_while_writing_pages_leaves_no_half_page(built):
    """Kill at the moment that the first page is written; the next build makes all whole."""
    (built.root / "killer.py").write_text(
        "import os, signal\n\n\ndef setup(app):\n"
        "    if 'TOY_KILL' in os.environ:\n"
        "        app.connect('html-page-context', lambda *_: os.kill(os.getpid(), 9))\n",
        encoding="utf-8",
    )
    built.environment["PYTHONPATH"] += f":{built.root}"
    built.edit("_config.yml", "[bookrun]", "[bookrun, killer]")
    built.book()
    built.edit("code/shapes/square.py", "side-1", "side-2")
    done = built.book(check=False, TOY_KILL="1")
    assert done.returncode == -signal.SIGKILL
    assert list(built.store.glob("work-*"))
    built.book()
    assert built.executed() == ["square"]
    assert "side-2" in built.text("square")
    assert not list(built.store.glob("work-*"))


def test_read_only_cache_folder(built, small_disk):
    kept = built.root / "kept"
    built.store.rename(kept)
    small_disk(built.store, "size=8m")
    subprocess.run(["cp", "-a", f"{kept}/.", built.store], check=True)
    subprocess.run(["mount", "-o", "remount,ro", str(built.store)], check=True)
    done = built.press("execute", check=False)
    assert done.returncode == 1
    assert "cannot write to" in done.stderr
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr
    assert "circle: up to date" in built.press("status").stdout
    before = built.html()
    done = built.book(check=False)
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr
    assert built.html() == before


def test_full_disk(toy, small_disk):
    small_disk(toy.store, "size=400k")
    toy.edit("_config.yml", "bookrun_jobs: 2", "bookrun_jobs: 1")
    big = "from IPython.display import HTML\nHTML('x' * 1_000_000)"
    toy.write("square.md", chapter("Square", cell(big), name="square"))
    done = toy.press("execute", check=False)
    assert done.returncode == 1
    assert "square" in done.stderr
    assert "No space left on device" in done.stderr
    assert not list((toy.store / "runs").glob("square/*"))
    assert "circle: up to date" in toy.press("status").stdout
    assert "reader: up to date" in toy.press("status").stdout


def test_what_a_chapter_started_ends_with_it(toy):
    source = (
        "import subprocess\n"
        "own = [subprocess.Popen(['sleep', '600'], start_new_session=s) for s in (False, True)]\n"
        "open('started', 'w').write(' '.join(str(p.pid) for p in own))"
    )
    toy.write("square.md", chapter("Square", cell(source), name="square"))
    toy.press("execute", "--chapters", "square")
    for pid in (toy.root / "started").read_text().split():
        wait_for(lambda pid=int(pid): not psutil.pid_exists(pid), 15)


def test_interrupt_leaves_no_process_behind(toy):
    toy.write("square.md", chapter("Square", cell("import time\ntime.sleep(600)"), name="square"))
    process = toy.start(*BOOKRUN, "execute", str(toy.root))
    wait_for(lambda: toy.log.exists() and "square" in toy.log.read_text())
    family = started_by(process)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in text
    _, alive = psutil.wait_procs(family, timeout=15)
    assert not alive


@pytest.mark.parametrize("name", ["with spaces", "کتاب من"])
def test_paths_with_spaces_and_persian_letters(toy, tmp_path, name):
    root = tmp_path / name
    toy.root.rename(root)
    toy.root = root
    (root / "square.md").rename(root / "مربع یک.md")
    toy.edit("_toc.yml", "file: square", "file: مربع یک")
    toy.book()
    assert toy.executed() == ["circle", "reader", "square"]
    assert "side-1" in toy.text("مربع یک")
    toy.edit("code/shapes/square.py", "side-1", "side-2")
    toy.book()
    assert toy.executed() == ["square"]
    assert "side-2" in toy.text("مربع یک")
