"""Claims: complete, able to come out either way, older than the records that they judge."""

from __future__ import annotations

import copy
import re
import subprocess

import numpy as np
import pytest

from nnlab import records
from nnlab.claims import xnor
from nnlab.claims.base import Evidence, Verdict
from nnlab.claims.catalogue import CLAIMS
from nnlab.claims.ledger import judged
from nnlab.experiments.xnor import run
from nnlab.reported.catalogue import QUESTIONS, reported
from nnlab.studies.catalogue import STUDIES
from tests.conftest import ROOT, need

each = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)


@each
def test_claim_is_complete(claim):
    assert re.fullmatch(r"HW[26] report, question \d", claim.source)
    for field in (claim.says, claim.rule):
        assert field.endswith(".")
    assert (claim.evidence is Evidence.RECORD) == (claim.study in STUDIES)
    anchors = [
        text
        for page in (ROOT / "book").rglob("*.md")
        for text in re.findall(r"^\(([\w-]+)\)=$", page.read_text(), re.MULTILINE)
    ]
    assert anchors.count(claim.anchor) == 1


@each
def test_claim_gets_a_verdict_with_its_numbers(claim):
    [(_, judgement)] = judged([claim])  # kept: other tests of this process ask for it too
    assert isinstance(judgement.verdict, Verdict)
    assert re.search(r"\d", judgement.because)


def test_ids_are_distinct_and_belong_to_a_question():
    ids = [claim.id for claim in CLAIMS]
    assert len(set(ids)) == len(ids)
    assert all(any(i.startswith(question) for question in QUESTIONS) for i in ids)


@pytest.fixture
def made_up():
    return copy.deepcopy(records.load("xnor"))


def set_rate(record, label, share):
    results = record["settings"][label]["results"]
    results["learnt"] = [round(share * results["runs"])] * len(results["learnt"])


def judge(name, record):
    return next(c for c in CLAIMS if c.id == f"hw2-q5-{name}").judge(record).verdict


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(0.99, Verdict.HOLDS), (0.9, Verdict.CAVEAT), (0.5, Verdict.CAVEAT), (0.4, Verdict.FAILS)],
)
def test_accuracy_rule_on_made_up_records(made_up, share, verdict):
    set_rate(made_up, "report", share)
    assert judge("accuracy", made_up) is verdict


@pytest.mark.parametrize(
    ("three", "eight", "verdict"),
    [
        (0.98, 0.99, Verdict.HOLDS),
        (0.88, 0.99, Verdict.CAVEAT),
        (0.45, 0.99, Verdict.FAILS),
    ],
)
def test_width_rule_on_made_up_records(made_up, three, eight, verdict):
    set_rate(made_up, "report", three)
    set_rate(made_up, "uniform01-w8", eight)
    assert judge("width", made_up) is verdict


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("corner", xnor.CORNERS)
def test_number_rule_on_made_up_records(made_up, moment, corner):
    assert judge(f"{moment}-{corner}", made_up) is Verdict.HOLDS
    values = np.array(made_up["settings"]["report"]["results"][moment][corner])
    # Squeezed towards 0 or 1, so that each run still learns what it learnt, but elsewhere.
    away = np.where(values > 0.5, 0.999 + values / 1000, values / 1000)
    made_up["settings"]["report"]["results"][moment][corner] = away.tolist()
    assert judge(f"{moment}-{corner}", made_up) is Verdict.FAILS


def test_identity_checks_come_out_otherwise_on_mutated_formulas():
    assert xnor.judge_random_before({}).verdict is Verdict.CAVEAT
    assert xnor.judge_random_before({}, scheme="uniform11").verdict is Verdict.HOLDS
    assert xnor.judge_log_base({}).verdict is Verdict.CAVEAT
    assert xnor.judge_log_base({}, base=np.e).verdict is Verdict.HOLDS


def git(*arguments):
    return subprocess.check_output(["git", *arguments], cwd=ROOT, text=True).split()


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.study], ids=lambda claim: claim.id)
def test_rule_is_older_than_the_record(claim):
    inside = (ROOT / ".git").exists() and git("rev-parse", "--is-shallow-repository") == ["false"]
    need("git" if inside else None, "the whole git history")
    opening = claim.rule.split(",")[0].split(".")[0][:60]
    added = git("log", "--reverse", "--format=%H", f"-S{opening}", "--", "code/nnlab/claims")[0]
    record = git("log", "-1", "--format=%H", "--", f"records/{claim.study}.json")[0]
    assert added != record
    assert added in git("rev-list", record)


def test_reported_numbers_are_found_and_unknown_ones_named():
    assert reported("hw2-q5/after-00") == 0.95340432
    with pytest.raises(ValueError, match="unknown question 'hw9-q1'"):
        reported("hw9-q1/x")
    with pytest.raises(ValueError, match="unknown number of hw2-q5 'after'"):
        reported("hw2-q5/after")


@pytest.mark.parametrize("name", STUDIES)
def test_record_is_current(name):
    assert records.is_current(records.load(name), STUDIES[name].experiment)


def test_recorded_runs_come_out_again():
    """Retrain a sample of the recorded runs and compare them one by one."""
    record = records.load("xnor")
    study = STUDIES["xnor"]
    results = record["settings"]["report"]["results"]
    members = [0, 17, 999, 1000, 2500, 4999]
    setting = study.settings["report"]
    at = setting.checkpoints.index(500)
    history = run(setting, [study.first_seed + member for member in members])
    for column, corner in enumerate(xnor.CORNERS):
        for moment, checkpoint in (("before", 0), ("after", at)):
            recorded = [results[moment][corner][member] for member in members]
            again = history["probability"][:, checkpoint, column]
            np.testing.assert_allclose(again, recorded, atol=6e-5)


def test_a_recorded_setting_comes_out_again_whole():
    record, study = records.load("xnor"), STUDIES["xnor"]
    label = "he-w2"
    history = run(study.settings[label], study.seed_range(label))
    again = study.summarise(study.settings[label], history)
    recorded = record["settings"][label]["results"]
    # Another processor may round differently and tip a run that stands on the edge.
    np.testing.assert_allclose(again["learnt"], recorded["learnt"], atol=2)
