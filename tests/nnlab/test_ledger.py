"""The ledger's tables, and the command that judges one claim."""

from __future__ import annotations

import pytest

from nnlab.__main__ import main
from nnlab.claims import ledger
from nnlab.claims.base import Placed, Verdict
from nnlab.claims.catalogue import CHAPTERS, CLAIMS, claim
from nnlab.figures.verdicts import offset, printed_numbers
from nnlab.naming import UnknownNameError
from tests.conftest import ROOT


def cells(table):
    """The rows below the headings, as lists of cells."""
    return [line.strip("| ").split(" | ") for line in table.data.splitlines()[2:]]


@pytest.fixture(scope="module")
def judged():
    return ledger.judged(CLAIMS)


def test_each_claim_is_a_row_with_its_verdict_and_its_numbers(judged):
    rows = [row for claims in CHAPTERS.values() for row in cells(ledger.rows(claims))]
    assert len(rows) == len(CLAIMS)
    for row, (entry, judgement) in zip(rows, judged, strict=True):
        assert row[0] == f"[{entry.says}]{{#verdict-{entry.id}}}"
        assert row[1] == f"**{judgement.verdict.value}**"
        assert row[2] == judgement.because.replace("|", r"\|")
        assert f"{{ref}}`{entry.anchor}`" in row[3]


def test_each_chapter_of_the_catalogue_has_its_part_of_the_page():
    page = (ROOT / "book/verdicts.md").read_text()
    assert [f'CHAPTERS["{name}"]' in page for name in CHAPTERS] == [True] * len(CHAPTERS)


def test_a_chapters_table_leads_to_the_ledger():
    rows = cells(ledger.verdicts(CHAPTERS["xnor"]))
    for row, entry in zip(rows, CHAPTERS["xnor"], strict=True):
        assert row[1].endswith(f"](#verdict-{entry.id})")


def test_counts_add_up(judged):
    *verdicts, total = [[int(n) for n in row[1:]] for row in cells(ledger.counts(judged))]
    assert total == [sum(column) for column in zip(*verdicts, strict=True)]
    assert total[-1] == len(CLAIMS) == sum(total[:-1])
    for verdict, row in zip(Verdict, verdicts, strict=True):
        assert row[-1] == sum(row[:-1]) == sum(j.verdict is verdict for _, j in judged)


def test_a_printed_number_lies_where_its_verdict_says(judged):
    placed = [(j.placed, j.verdict) for _, j in judged if j.placed]
    assert len(placed) > 20
    wrong = [p for p, v in placed if (p.low <= p.reported <= p.high) != (v is Verdict.HOLDS)]
    assert not wrong


def test_the_command_prints_rule_and_verdict(capsys):
    assert main(["verdict", "hw2-q5-width"]) == 0
    said = capsys.readouterr().out
    entry = claim("hw2-q5-width")
    assert entry.rule in said
    assert f"Verdict: {entry.judge(ledger._record('xnor')).verdict.value}." in said
    assert "python -m nnlab study xnor" in said


def test_an_unknown_claim_is_named(capsys):
    assert main(["verdict", "hw2-q5-widht"]) == 1
    assert "Did you mean 'hw2-q5-width'?" in capsys.readouterr().err
    with pytest.raises(UnknownNameError, match="unknown claim"):
        claim("hw9")


def test_the_front_pages_figure_shows_each_printed_number_where_it_lies(judged):
    ends = Placed(2.0, 1.0, 2.0), Placed(1.0, 1.0, 2.0), Placed(1.5, 1.0, 2.0)
    assert [offset(p) for p in ends] == [1, -1, 0]
    (axes,) = printed_numbers(judged).axes
    marks = [line for line in axes.lines if line.get_marker() not in ("", "None", None)]
    assert len(marks) == sum(j.placed is not None for _, j in judged)
    hollow = sum(line.get_markerfacecolor() == "none" for line in marks)
    assert hollow == sum(
        j.placed is not None and j.verdict is not Verdict.HOLDS for _, j in judged
    )
