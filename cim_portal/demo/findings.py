"""The findings of the demonstration: one closed, one with evidence to verify, one late, one new, and a draft; a record review."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from determinations.findings import moves, services
from determinations.findings.models import Finding
from determinations.findings.writing import Correction, Draft
from determinations.record_reviews import moves as review_moves
from determinations.record_reviews import services as record_reviews
from determinations.record_reviews.queries import drawn
from determinations.record_reviews.writing import Opening, Said
from monitoring.definition import definition_of
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year

# What was found of each requirement, and what each child is owed: as many children as are named below.
FOUND = {
    "REVIEW": (
        "2 of 30 records had no review of the IEP within the year.",
        "Hold the meeting that is missing, and offer what the child went without.",
    ),
    "11": (
        "2 of 41 initial evaluations took longer than 60 days.",
        "Finish the evaluation, hold the meeting, and decide what makes up for the delay.",
    ),
    "13": (
        "2 of 20 records of students of 16 and older had no transition goals.",
        "Write transition goals and services with the student, from an assessment that fits the student's age.",
    ),
    "SERVICES": (
        "2 children had no speech therapy for six weeks.",
        "Offer the sessions that were missed, and agree with the parents on when.",
    ),
    "REEVAL": (
        "2 of 25 records had no reevaluation within three years.",
        "Finish the reevaluation, and hold the meeting about it.",
    ),
}
CHILDREN = ("A-17", "A-23")


@dataclass(frozen=True)
class Hands:
    """Who works on the findings of one LEA."""

    lea: Lea
    editor: Person
    reviewer: Person


@dataclass(frozen=True)
class State:
    """The year under which findings are written, the moment of the demonstration, and the state's people."""

    year: Year
    at: datetime
    administrator: Person
    monitor: Person

    def ago(self, days: int) -> datetime:
        """Return the moment that many days before."""
        return self.at - timedelta(days=days)


def leave(*, first: Hands, second: Hands, state: State) -> None:
    """Leave the findings of two LEAs."""
    closed = _notified(first, state, "REVIEW", ago=330)
    _give(closed, first, at=state.ago(250))
    moves.return_evidence(
        finding=closed, words="The minutes of the second meeting are missing.", by=first.reviewer, at=state.ago(240)
    )
    _give(closed, first, at=state.ago(225))
    moves.verify_children(
        finding=closed, words="Read both records.", seen=list(CHILDREN), by=first.reviewer, at=state.ago(215)
    )
    moves.verify_data(
        finding=closed, words="20 of 20 new records were reviewed in time.", by=state.monitor, at=state.ago(120)
    )
    moves.close(finding=closed, by=state.administrator, at=state.ago(110))
    waiting = _notified(first, state, "11", ago=90)
    _give(waiting, first, at=state.ago(3))
    _notified(second, state, "13", ago=380)
    _notified(second, state, "SERVICES", ago=20)
    draft = _draft(first, state, "REEVAL", found=state.ago(5))
    services.make(draft=draft, by=state.monitor, at=state.ago(5))
    _review_records(second, state)


def _review_records(hands: Hands, state: State) -> None:
    """Leave a record review of which two records are read."""
    definition = definition_of(state.year.definition)
    opening = Opening(
        lea=hands.lea,
        year=state.year,
        requirements=tuple(one for one in definition.requirements if one.code in ("REVIEW", "REEVAL")),
        numbers=tuple(f"R-{number}" for number in range(101, 131)),
        size=5,
    )
    sample = record_reviews.open_review(opening=opening, by=state.monitor, at=state.ago(6))
    review_moves.lock(sample=sample, by=state.monitor, at=state.ago(6))
    review, reevaluation = sample.items.order_by("pk")
    first, second, *_others = drawn(sample)
    late = Said("not_met", "The last review was 14 months before. Hold the meeting.")
    for record, said in ((first, late), (second, Said("met", ""))):
        answers = {review.pk: said, reevaluation.pk: Said("met", "")}
        record_reviews.write_answers(record=record, said=answers, by=state.monitor, at=state.ago(4))


def _notified(hands: Hands, state: State, code: str, *, ago: int) -> Finding:
    at = state.ago(ago)
    made = services.make(draft=_draft(hands, state, code, found=state.ago(ago + 30)), by=state.monitor, at=at)
    return moves.notify(finding=made, by=state.administrator, at=at)


def _draft(hands: Hands, state: State, code: str, *, found: datetime) -> Draft:
    requirement = definition_of(state.year.definition).requirement(code)
    assert requirement is not None  # noqa: S101 - each definition of the demonstration has it
    facts, owed = FOUND[code]
    return Draft(
        lea=hands.lea,
        year=state.year,
        source=Finding.Source.REVIEW,
        code=code,
        indicator=requirement.indicator,
        citation=requirement.citation,
        requirement=requirement.name,
        found_on=found.date(),
        facts=facts,
        children=dict.fromkeys(CHILDREN, ""),
        for_children=owed,
        in_system="Have someone read a list of what is due each week.",
    )


def _give(finding: Finding, hands: Hands, *, at: datetime) -> None:
    held = Correction("corrected", "It was done, and the parents have the minutes of the meeting.", at.date())
    services.write_correction(
        finding=finding,
        system="The program specialist reads the list of what is due each Monday.",
        children=dict.fromkeys(CHILDREN, held),
        by=hands.editor,
        at=at,
    )
    moves.give_evidence(finding=finding, by=hands.editor, at=at)
