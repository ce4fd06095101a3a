"""Findings as tests need them: drafted, notified, with evidence, verified."""

from datetime import date, datetime

from determinations.findings import moves, services
from determinations.findings.models import Finding
from determinations.findings.services import GivenFile
from determinations.findings.writing import Correction, Draft
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests.cast import NOON, Cast

FOUND = date(2023, 3, 17)


def draft(
    cast: Cast, *, lea: Lea | None = None, source: str = "review", code: str = "REVIEW", indicator: str = ""
) -> Draft:
    return Draft(
        lea=lea or cast.lea,
        year=Year.objects.get(year=2023),
        source=source,
        code=code,
        indicator=indicator,
        citation="34 CFR 300.324(b)(1)(i)",
        requirement="Review of the IEP at least once a year",
        found_on=FOUND,
        facts="2 of 30 records had no review within the year.",
        children={"A-17": "", "A-18": "Hold the meeting."},
        for_children="Hold the review that is overdue.",
        in_system="A calendar of reviews that someone reads each week.",
    )


def drafted(cast: Cast, *, lea: Lea | None = None, source: str = "review", at: datetime = NOON) -> Finding:
    return services.make(draft=draft(cast, lea=lea, source=source), by=cast.monitor, at=at)


def notified(cast: Cast, *, lea: Lea | None = None, at: datetime = NOON) -> Finding:
    return moves.notify(finding=drafted(cast, lea=lea, at=at), by=cast.administrator, at=at)


def corrected(cast: Cast, finding: Finding, *, at: datetime = NOON) -> Finding:
    """Write what Alder corrected, and attach a file; nothing is sent."""
    one = Correction("corrected", "The meeting was held.", at.date())
    services.write_correction(
        finding=finding,
        system="A calendar is read on Mondays.",
        children={"A-17": one, "A-18": one},
        by=cast.editor,
        at=at,
    )
    services.attach(finding=finding, file=GivenFile("calendar.txt", b"a calendar"), by=cast.editor, at=at)
    return finding


def with_evidence(cast: Cast, *, at: datetime = NOON) -> Finding:
    finding = corrected(cast, notified(cast, at=at), at=at)
    return moves.give_evidence(finding=finding, by=cast.approver, at=at)


def verified(cast: Cast, *, at: datetime = NOON) -> Finding:
    finding = with_evidence(cast, at=at)
    moves.verify_children(finding=finding, words="Both meetings seen.", seen=["A-17", "A-18"], by=cast.reviewer, at=at)
    return moves.verify_data(finding=finding, words="20 of 20 new records.", by=cast.reviewer, at=at)
