"""Claims with their verdicts, judged on the committed records, as tables for a page.

A row of the ledger is a target of its own, ``verdict-<claim's id>``: a chapter's table leads to
it, and it leads back to the section that treats the claim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from IPython.display import Markdown

from nnlab import records
from nnlab.claims.base import Claim, Evidence, Judgement, Verdict
from nnlab.tables import table

Judged = Sequence[tuple[Claim, Judgement]]


@cache
def _record(study: str) -> dict:
    return records.load(study) if study else {}


@cache
def _judgement(claim: Claim) -> Judgement:
    return claim.judge(_record(claim.study))


def judged(claims: Iterable[Claim]) -> Judged:
    """Each claim with its judgement, made once. Raises RecordError where a record is missing."""
    return [(claim, _judgement(claim)) for claim in claims]


def target(claim: Claim) -> str:
    """The label of a claim's row in the ledger."""
    return f"verdict-{claim.id}"


def verdicts(claims: Iterable[Claim]) -> Markdown:
    """The table at the end of a chapter; each verdict leads to its row of the ledger."""
    return table(
        ["claim", "verdict", "because"],
        [[c.says, f"[**{j.verdict.value}**](#{target(c)})", j.because] for c, j in judged(claims)],
    )


def rows(claims: Iterable[Claim]) -> Markdown:
    """A part of the ledger: every claim with what decided it, its evidence and its rule."""
    return table(
        ["claim", "verdict", "what decided it", "evidence"],
        [
            [f"[{c.says}]{{#{target(c)}}}", f"**{j.verdict.value}**", j.because, _evidence(c)]
            for c, j in judged(claims)
        ],
    )


def _evidence(claim: Claim) -> str:
    source = claim.source.replace(" report, question ", ", question ")
    kind = f"record `{claim.study}`" if claim.study else claim.evidence.value
    return (
        f"{source}. {kind.capitalize()}: {{ref}}`{claim.anchor}`. "
        f"<details><summary>rule</summary>{claim.rule} "
        f"Judge it again: `python -m nnlab verdict {claim.id}`</details>"
    )


def counts(found: Judged) -> Markdown:
    """How many claims of each kind of evidence got each verdict."""
    count = Counter((judgement.verdict, claim.evidence) for claim, judgement in found)
    lines = [[v.value, *(count[v, e] for e in Evidence)] for v in Verdict]
    lines.append(["all", *(sum(count[v, e] for v in Verdict) for e in Evidence)])
    return table(
        ["verdict", *(e.value for e in Evidence), "all"],
        [[name, *numbers, sum(numbers)] for name, *numbers in lines],
    )
