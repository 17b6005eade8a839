"""Studies on a real Dask cluster, its processes started and killed here."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec

import numpy as np
import pytest

from nnlab.__main__ import main
from nnlab.studies.backends import BackendError
from nnlab.studies.cluster import dask
from tests.conftest import need
from tests.nnlab.study_process import (
    BATCHES,
    ROOT,
    files,
    finish,
    let_go,
    start,
    stored,
    wait_for_files,
)

# A command that does not wait as long as a user's for a cluster that is gone.
HASTY = "from functools import partial; __main__.dask = partial(__main__.dask, patience=4)"


@pytest.fixture(autouse=True)
def _distributed():
    need(find_spec("distributed") and "distributed", "requirements-dask.txt must be installed")


@contextmanager
def cluster(folder, workers, **environment):
    """A scheduler and its workers, which could not write to a run store if they tried."""
    about = folder / "scheduler.json"
    own = {"NNLAB_RUNS": os.devnull, "DASK_TEMPORARY_DIRECTORY": str(folder)}
    environment = os.environ | own | environment

    def run(*arguments):
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)

    place = ["--host", "127.0.0.1", "--port", "0"]
    processes = [run("scheduler", *place, "--scheduler-file", str(about))]
    try:
        while not (about.exists() and about.read_text().endswith("}")):
            assert processes[0].poll() is None
            time.sleep(0.05)
        address = json.loads(about.read_text())["address"]
        for _ in range(workers):
            processes.append(run("worker", address, "--no-nanny", "--nthreads", "1"))
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def on(address):
    return ["--backend", "dask", "--scheduler", address]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The study made without a cluster."""
    folder = tmp_path_factory.mktemp("here")
    assert finish(start(folder, "--jobs", "1"))[0] == 0
    return stored(folder)


def require_same(folder, here):
    assert len(files(folder)) == BATCHES
    seeds, history = stored(folder)
    assert seeds == here[0]
    for name, values in here[1].items():
        np.testing.assert_array_equal(history[name], values)


def test_cluster_gives_the_same_numbers_though_a_worker_is_killed(tmp_path, here):
    with cluster(tmp_path, 2) as (address, processes):
        whole, hurt = tmp_path / "whole", tmp_path / "hurt"
        assert finish(start(whole, *on(address))) == (0, "wrote 60\n", [])
        require_same(whole, here)
        study = start(hurt, *on(address), hold=2)
        wait_for_files(study, hurt, 2)
        processes[1].send_signal(signal.SIGKILL)
        let_go(hurt)
        assert finish(study) == (0, "wrote 60\n", [])
        require_same(hurt, here)


@pytest.mark.parametrize(
    ("victim", "text"), [(0, "scheduler at tcp://127.0.0.1:"), (1, "the Dask cluster has no")]
)
def test_lost_cluster_is_one_line_and_keeps_what_is_finished(tmp_path, here, victim, text):
    with cluster(tmp_path, 1) as (address, processes):
        study = start(tmp_path, *on(address), prelude=HASTY, hold=2)
        wait_for_files(study, tmp_path, 2)
        processes[victim].send_signal(signal.SIGKILL)
        began = time.monotonic()
        status, _, errors = finish(study)
        assert time.monotonic() - began < 90
        assert status == 1
        assert len(errors) == 1, "\n".join(errors)
        assert text in errors[0]
        assert "run again" in errors[0]
    assert len(files(tmp_path)) == 2
    assert finish(start(tmp_path, "--jobs", "1")) == (0, f"wrote {60 - 5 * 2}\n", [])
    require_same(tmp_path, here)


def test_control_c_leaves_the_cluster_ready_for_the_next(tmp_path, here):
    with cluster(tmp_path, 1) as (address, _):
        study = start(tmp_path, *on(address), hold=2)
        wait_for_files(study, tmp_path, 2)
        os.killpg(study.pid, signal.SIGINT)
        status, _, errors = finish(study)
        assert status == 130
        assert errors == ["nnlab: stopped; finished batches are kept, run again to go on."]
        assert len(files(tmp_path)) == 2
        let_go(tmp_path)  # the worker may end the batch that nobody waits for any more
        assert finish(start(tmp_path, *on(address))) == (0, f"wrote {60 - 5 * 2}\n", [])
        require_same(tmp_path, here)


def test_worker_with_other_code_is_refused(tmp_path):
    other = shutil.copytree(ROOT / "code", tmp_path / "code")
    with (other / "nnlab/training/sgd.py").open("a") as file:
        file.write("\nCHANGED = True\n")
    with cluster(tmp_path, 1, PYTHONPATH=str(other)) as (address, _):
        status, _, errors = finish(start(tmp_path / "runs", *on(address)))
    assert status == 1
    assert len(errors) == 1, "\n".join(errors)
    assert "a study's runs must come from the same code" in errors[0]
    assert not files(tmp_path)


def test_cluster_without_workers_says_so(tmp_path):
    with cluster(tmp_path, 0) as (address, _):
        began = time.monotonic()
        with pytest.raises(BackendError, match=f"no workers. Start some: dask worker {address}"):
            list(dask(address, patience=1)(abs, [1]))
        assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "address", ["nonsense", "tcp://127.0.0.1", "http://127.0.0.1:80", "silent"]
)
def test_wrong_address_is_one_line_in_bounded_time(address):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        if address == "silent":
            address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(BackendError, match=f"^no Dask scheduler at {address}: [^\n]+$"):
            list(dask(address, patience=1)(abs, [1]))
        assert time.monotonic() - began < 20


def test_dead_address_ends_the_command(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("NNLAB_RUNS", str(tmp_path))
    monkeypatch.setattr("nnlab.__main__.dask", partial(dask, patience=1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dead = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    assert main(["study", "xnor", "--seeds", "1", *on(dead)]) == 1
    assert capsys.readouterr().err == f"nnlab: no Dask scheduler at {dead}: no answer in 1 s.\n"


def test_missing_dask_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BackendError, match=r"pip install -r requirements-dask\.txt$"):
        list(dask("tcp://127.0.0.1:8786")(abs, [1]))


@pytest.mark.parametrize("options", [["--backend", "dask"], ["--scheduler", "tcp://x:1"]])
def test_backend_and_scheduler_go_together(options, capsys):
    assert main(["study", "xnor", *options]) == 1
    assert "go together" in capsys.readouterr().err
