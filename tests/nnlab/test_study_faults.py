"""A study whose processes are killed, whose disk is full: nothing lost, nothing repeated."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest

from nnlab.runs import RunStore, StoreError
from nnlab.studies.backends import local
from nnlab.studies.worker import WorkerDiffersError, run_batch
from tests.nnlab.study_process import (
    BATCHES,
    SMALL,
    files,
    finish,
    members,
    start,
    stored,
    wait_for_files,
)


def resume(folder) -> int:
    """Finish the study; how many runs that took."""
    status, out, errors = finish(start(folder, "--jobs", "1"))
    assert (status, errors) == (0, [])
    return int(out.removeprefix("wrote "))


def require_whole(folder):
    """Each run is there once, with the numbers of a run made here."""
    assert len(files(folder)) == BATCHES
    seeds, history = stored(folder)
    assert seeds == list(SMALL.seed_range("report"))
    again = SMALL.experiment.run(SMALL.settings["report"], seeds[:5])
    for name, values in again.items():
        np.testing.assert_array_equal(history[name][:5], values)


def require_no_process(study, seconds=10.0):
    end = time.monotonic() + seconds
    while left := members(study):
        assert time.monotonic() < end, left
        time.sleep(0.1)


def test_killed_worker_is_one_line_and_keeps_what_is_finished(tmp_path):
    study = start(tmp_path, "--jobs", "2", hold=3)
    wait_for_files(study, tmp_path, 3)
    workers = [p for p in members(study) if "LokyProcess" in " ".join(p.cmdline())]
    workers[0].send_signal(signal.SIGKILL)
    status, _, errors = finish(study)
    assert status == 1
    assert [line.partition(";")[0] for line in errors] == ["nnlab: a worker process was killed"]
    require_no_process(study)
    assert len(files(tmp_path)) == 3
    assert resume(tmp_path) == 60 - 5 * 3
    require_whole(tmp_path)


@pytest.mark.parametrize(("jobs", "processes"), [("1", 1), ("2", 3)])
def test_killed_parent_leaves_no_worker_behind_and_its_study_goes_on(tmp_path, jobs, processes):
    study = start(tmp_path, "--jobs", jobs, hold=3)
    wait_for_files(study, tmp_path, 3)
    assert len(members(study)) >= processes
    study.kill()
    study.communicate()
    require_no_process(study)
    assert len(files(tmp_path)) == 3
    assert resume(tmp_path) == 60 - 5 * 3
    require_whole(tmp_path)


def test_control_c_is_one_line_and_keeps_what_is_finished(tmp_path):
    study = start(tmp_path, "--jobs", "2", hold=3)
    wait_for_files(study, tmp_path, 3)
    os.killpg(study.pid, signal.SIGINT)  # as a terminal does
    status, _, errors = finish(study)
    assert status == 130
    assert errors == ["nnlab: stopped; finished batches are kept, run again to go on."]
    require_no_process(study)
    assert len(files(tmp_path)) == 3
    assert resume(tmp_path) == 60 - 5 * 3
    require_whole(tmp_path)


def test_full_disk_is_one_line_and_leaves_nothing_half_written(tmp_path):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))"
    status, _, errors = finish(start(tmp_path, "--jobs", "2", prelude=limit))
    assert status == 1
    assert len(errors) == 1, "\n".join(errors)
    assert errors[0].startswith(f"nnlab: cannot write to the run store {tmp_path}: File too large")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert resume(tmp_path) == 60


def test_store_that_is_no_folder_stops_the_study_before_it_runs(tmp_path):
    place = tmp_path / "file"
    place.write_text("")
    status, _, errors = finish(start(place / "runs"))
    assert status == 1
    assert len(errors) == 1, "\n".join(errors)
    assert "cannot write to the run store" in errors[0]
    assert "Not a directory" in errors[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_read_only_store_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="Permission denied"):
        RunStore(tmp_path).require_writable()
    tmp_path.chmod(0o700)


def test_worker_with_other_code_or_libraries_is_refused():
    setting = SMALL.settings["report"]
    for name in ("code", "python", "numpy"):
        with pytest.raises(WorkerDiffersError, match=rf"has {name} \S+, this machine 0\.0"):
            run_batch(SMALL.experiment, {name: "0.0"}, ("report", setting, [1]))


def test_what_the_function_raises_ends_the_rest():
    def fail(item):
        raise WorkerDiffersError(str(item))

    with pytest.raises(WorkerDiffersError, match="1"):
        list(local(1)(fail, [1, 2]))
