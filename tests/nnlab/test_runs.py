"""Runs, studies and records: nothing lost, nothing repeated, nothing half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass, replace

import numpy as np
import pytest

from nnlab import records
from nnlab.__main__ import main
from nnlab.experiments.base import Experiment
from nnlab.experiments.xnor import XNOR, Setting, run
from nnlab.identity import run_key
from nnlab.runs import DamagedRunWarning, RunStore
from nnlab.studies import runner
from nnlab.studies.backends import local
from nnlab.studies.base import Study
from nnlab.studies.catalogue import STUDIES, study
from nnlab.studies.xnor import STUDY


@dataclass(frozen=True)
class Toy:
    """A setting whose runs fail for seeds from ``fails_from`` up."""

    slope: float = 2.0
    fails_from: int = 10**9


def toy_run(setting, seeds):
    if max(seeds) >= setting.fails_from:
        raise FloatingPointError("loss is nan")
    return {"value": setting.slope * np.asarray(seeds, float)}


TOY = Experiment("toy", "nnlab.experiments.base", "none", toy_run)


def toy_study(**settings):
    return Study(
        name="toy",
        experiment=TOY,
        settings=settings,
        seeds=dict.fromkeys(settings, 10),
        first_seed=5,
        batch=4,
        summarise=lambda _, history: {"values": history["value"].tolist()},
    )


@pytest.fixture
def store(tmp_path):
    return RunStore(tmp_path / "runs")


def test_stored_runs_come_back_and_only_the_others_are_missing(store):
    setting = Setting(checkpoints=(0, 5))
    store.put(XNOR, setting, [4, 2], run(setting, [4, 2]))
    store.put(XNOR, setting, [3], run(setting, [3]))
    assert store.missing(XNOR, setting, range(6)) == [0, 1, 5]
    seeds, history = store.get(XNOR, setting)
    assert seeds == [2, 3, 4]
    expected = run(setting, [2, 3, 4])
    for name, values in expected.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-12)
    assert store.missing(XNOR, replace(setting, rate=0.2), [2]) == [2]


def test_key_depends_on_setting_data_and_code():
    key = run_key(TOY, Toy())
    assert run_key(TOY, Toy()) == key
    assert run_key(TOY, Toy(slope=3.0)) != key
    assert run_key(replace(TOY, data="other"), Toy()) != key
    assert run_key(replace(TOY, module="nnlab.experiments.xnor"), Toy()) != key


def test_damaged_file_is_named_set_aside_and_made_again(store):
    store.put(TOY, Toy(), [1, 2], toy_run(Toy(), [1, 2]))
    (file,) = store.folder.rglob("*.npz")
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.warns(DamagedRunWarning, match=r"1-2-2\.npz: damaged"):
        assert store.missing(TOY, Toy(), [1, 2]) == [1, 2]
    assert file.with_suffix(".damaged").exists()
    assert store.get(TOY, Toy()) == ([], {})


def test_pickled_objects_are_never_loaded(store):
    store.put(TOY, Toy(), [1], {"value": np.zeros(1)})
    (file,) = store.folder.rglob("*.npz")
    np.savez(file, seeds=np.array([1]), value=np.array([{"an": "object"}], object))
    with pytest.warns(DamagedRunWarning, match="allow_pickle"):
        assert store.get(TOY, Toy()) == ([], {})


def test_failed_write_leaves_nothing_behind(store):
    class Unsaveable:
        def __array__(self, dtype=None, copy=None):
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        store.put(TOY, Toy(), [1], {"value": Unsaveable()})
    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_study_makes_each_run_once(store, capsys):
    settings = {"a": Toy(), "b": Toy(slope=-1.0)}
    record = runner.run_study(toy_study(**settings), store, backend=local(1))
    assert record["settings"]["b"]["results"]["values"] == [-s for s in range(5, 15)]
    assert record["provenance"]["runs made"] == 20
    assert "6 of 6 batches" in capsys.readouterr().err
    again = runner.run_study(toy_study(**settings), store, count=12, backend=local(1))
    assert again["provenance"]["runs made"] == 4
    assert again["settings"]["a"]["seeds"] == [5, 17]


def lengthened(store, first, then, **changes):
    """The record of ``first`` seeds, lengthened to ``then`` with nothing else in the store."""
    toy = replace(toy_study(a=Toy(), b=Toy(slope=-1.0)), join=changes.pop("join", join_values))
    record = json.loads(json.dumps(runner.run_study(toy, store, first, local(1))))
    elsewhere = RunStore(store.folder / "elsewhere")
    return runner.run_study(replace(toy, **changes), elsewhere, then, local(1), earlier=record)


def join_values(one, more):
    return {"values": one["values"] + more["values"]}


def test_a_record_that_keeps_every_run_is_lengthened_without_repeating_any(store):
    longer = lengthened(store, first=4, then=10)
    assert longer["provenance"]["runs made"] == 12
    assert longer["provenance"]["extends"]["runs"] == 8
    whole = runner.run_study(toy_study(a=Toy(), b=Toy(slope=-1.0)), store, 10, local(1))
    assert longer["settings"] == whole["settings"]
    same = lengthened(RunStore(store.folder / "more"), first=6, then=3)
    assert same["provenance"]["runs made"] == 0
    assert same["settings"]["a"]["seeds"] == [5, 11]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"join": None}, "keeps summaries"),
        ({"experiment": replace(TOY, data="other")}, "code or data have changed"),
        ({"settings": {"a": Toy(slope=7.0), "b": Toy()}}, "settings have changed"),
        ({"first_seed": 6}, "do not begin at 6"),
    ],
)
def test_a_record_of_other_runs_is_not_lengthened(store, changes, reason):
    with pytest.raises(records.RecordError, match=reason):
        lengthened(store, first=4, then=10, **changes)


def test_a_record_of_another_library_is_not_lengthened(store):
    toy = replace(toy_study(a=Toy()), join=join_values)
    record = runner.run_study(toy, store, 4, local(1))
    record["provenance"]["libraries"] = {"numpy": "1.0"}
    with pytest.raises(records.RecordError, match=r"numpy was 1\.0 and is"):
        runner.run_study(toy, store, 10, local(1), earlier=json.loads(json.dumps(record)))


def test_a_record_says_how_long_its_runs_took(store):
    record = runner.run_study(toy_study(a=Toy()), store, backend=local(1))
    assert record["provenance"]["run seconds"] >= 0
    assert "run seconds" not in record["settings"]["a"]["results"]


def test_failing_batch_is_reported_and_the_others_are_kept(store):
    settings = {"good": Toy(), "bad": Toy(fails_from=10)}
    with pytest.raises(runner.StudyFailedError, match="bad: seeds 9 to 12: FloatingPointError"):
        runner.run_study(toy_study(**settings), store, backend=local(1))
    assert store.missing(TOY, settings["good"], range(5, 15)) == []
    assert store.missing(TOY, settings["bad"], range(5, 15)) == list(range(9, 15))


def test_study_resumes_after_sigkill(tmp_path):
    """Kill a study in the middle; the second run must make just the batches that are missing."""
    script = textwrap.dedent("""
        import sys
        from dataclasses import replace
        from nnlab.runs import RunStore
        from nnlab.studies.backends import local
        from nnlab.studies.runner import run_study
        from nnlab.studies.xnor import REPORT, SETTINGS, STUDY
        setting = replace(SETTINGS[REPORT], checkpoints=(0, 500))
        small = replace(STUDY, settings={REPORT: setting}, batch=5)
        record = run_study(small, RunStore(), count=60, backend=local(1))
        print(record["provenance"]["runs made"], record["settings"]["report"]["results"]["learnt"])
    """)
    command = [sys.executable, "-c", script]

    def environment(name):
        return os.environ | {"NNLAB_RUNS": str(tmp_path / name)}

    first = subprocess.Popen(command, env=environment("killed"), stderr=subprocess.DEVNULL)
    while len(list((tmp_path / "killed").rglob("*.npz"))) < 3:
        assert first.poll() is None
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = len(list((tmp_path / "killed").rglob("*.npz"))) * 5
    assert 15 <= kept < 60
    results = [
        subprocess.run(command, env=environment(name), capture_output=True, text=True, check=True)
        for name in ("killed", "whole")
    ]
    (made, resumed), (_, whole) = (r.stdout.split(maxsplit=1) for r in results)
    assert int(made) == 60 - kept
    assert resumed == whole


def test_record_is_whole_readable_and_knows_its_code(tmp_path):
    record = {"study": "toy", "provenance": records.provenance(XNOR), "x": {"y": [1, 2.5]}}
    path = records.save(record, tmp_path)
    assert records.load("toy", tmp_path) == record
    assert '"y": [1, 2.5]' in path.read_text()
    assert [p.name for p in tmp_path.iterdir()] == ["toy.json"]
    assert records.is_current(record, XNOR)
    record["settings"] = {"a": {"seeds": [5, 1005]}, "b": {"seeds": [5, 10]}}
    record["command"] = "python -m nnlab study toy"
    assert "1,005 runs of 2 settings" in records.note(record, XNOR)
    assert "older" not in records.note(record, XNOR)
    record["provenance"]["code"] = "another"
    assert not records.is_current(record, XNOR)
    assert records.note(record, XNOR).startswith("**This record is older than the code")


def test_missing_and_damaged_records_are_named(tmp_path):
    with pytest.raises(records.RecordError, match=r"no record xnor\.json .*nnlab study xnor"):
        records.load("xnor", tmp_path)
    (tmp_path / "xnor.json").write_text('{"study": ')
    with pytest.raises(records.RecordError, match=r"xnor\.json is damaged"):
        records.load("xnor", tmp_path)


def test_command_line_errors_are_one_line(capsys):
    for arguments, text in [
        (["study", "xnorr"], "unknown study 'xnorr'. Did you mean 'xnor'?"),
        (["run", "xnor", "--setting", "he-w9", "--seed", "1"], "unknown setting of study xnor"),
        (["run", "xnor", "--seed", "-1"], "a seed is a whole number"),
    ]:
        assert main(arguments) == 1
        error = capsys.readouterr().err
        assert text in error
        assert error.count("\n") == 1


def test_command_line_repeats_a_run(capsys):
    assert main(["run", "xnor", "--seed", "12000"]) == 0
    printed = capsys.readouterr().out
    expected = run(STUDY.settings["report"], [12000])["probability"][0, 0, 0]
    assert f"{expected:.4f}".rstrip("0") in printed


def test_studies_are_listed_and_found(capsys):
    assert main(["studies"]) == 0
    assert capsys.readouterr().out.count("\n") == len(STUDIES)
    assert study("xnor") is STUDY


def test_a_reader_that_has_gone_is_no_error():
    """What ``| head`` does, with the reader gone before the first line."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "nnlab", "run", "xnor", "--seed", "12000"]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGPIPE, "")
