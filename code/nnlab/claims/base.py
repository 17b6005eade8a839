"""What a claim is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """The five possible outcomes."""

    HOLDS = "holds"
    CAVEAT = "holds with a caveat"  # to a degree, of a part, or under a condition
    UNDECIDED = "not decided"  # the runs agree with the claim and with its opposite
    FAILS = "does not hold"
    UNTESTABLE = "cannot be tested"


class Evidence(Enum):
    """What a verdict rests on."""

    RECORD = "record"  # a study over seeds
    IDENTITY = "identity"  # a proof, checked numerically
    LITERATURE = "literature"  # a reference


@dataclass(frozen=True)
class Placed:
    """A report's number beside the interval in which one more run of ours would fall."""

    reported: float
    low: float
    high: float


@dataclass(frozen=True)
class Judgement:
    """A verdict and the numbers that decided it, in a sentence.

    placed: for a number that a report printed, where it lies.
    """

    verdict: Verdict
    because: str
    placed: Placed | None = None


@dataclass(frozen=True)
class Claim:
    """One claim of a report.

    id:       such as ``hw2-q5-accuracy``.
    source:   the report and its question.
    says:     what it claims, in our words.
    evidence: kind of evidence.
    rule:     how the verdict is found. Committed before the study that it judges is run.
    anchor:   label of the place in the book that treats it.
    study:    the study whose record ``judge`` takes; "" for the other kinds of evidence.
    judge:    record -> judgement (for other kinds of evidence: called with {}).
    """

    id: str
    source: str
    says: str
    evidence: Evidence
    rule: str
    anchor: str
    study: str
    judge: Callable[[dict], Judgement]


def claims_of(
    question: str, source: str, study: str = "", otherwise: Evidence = Evidence.IDENTITY
) -> Callable[..., Claim]:
    """(name, says, rule, anchor, judge, study, evidence) -> a claim of that question.

    question:  what the ids of its claims begin with.
    study:     the study that judges them unless they name another.
    otherwise: the evidence of a claim without a study, unless it names another.
    """

    def claim(
        name: str,
        says: str,
        rule: str,
        anchor: str,
        judge: Callable[[dict], Judgement],
        study: str = study,
        evidence: Evidence = otherwise,
    ) -> Claim:
        kind = Evidence.RECORD if study else evidence
        return Claim(f"{question}{name}", source, says, kind, rule, anchor, study, judge)

    return claim
