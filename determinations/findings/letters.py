"""The letters of a finding: what the notice and the closing letter say, frozen when they are issued, and their PDFs."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from cim_portal.lib import dates, pdf
from cim_portal.lib.shapes import JsonObject
from determinations.findings.models import Finding, FindingLetter
from monitoring.definition import definition_of
from monitoring.files import keeping
from monitoring.files.models import Kept
from monitoring.people.models import Person
from monitoring.work import jobs

DRAW = "determinations.draw_finding_letter"
TEMPLATES = {
    "notice": "determinations/findings/print/notice.html",
    "closure": "determinations/findings/print/closure.html",
}


@dataclass(frozen=True, kw_only=True)
class Says:
    """What a letter says, as plain values; days are ISO dates. The last four are blank in a notice.

    `children` are (number, what is to be corrected).
    """

    kind: str
    dated: str
    number: int
    lea_name: str
    lea_code: str
    county: str
    selpa_name: str
    selpa_code: str
    source: str
    requirement: str
    citation: str
    found_on: str
    facts: str
    children: list[tuple[str, str]]
    in_system: str
    due_on: str
    letterhead: JsonObject
    contacts: list[dict[str, str]]
    notified_on: str = ""
    children_on: str = ""
    verified_on: str = ""
    data_words: str = ""


def issue(finding: Finding, kind: FindingLetter.Kind, *, by: Person, at: datetime) -> FindingLetter:
    """Freeze what a letter of the finding says, and have a worker draw it. Within the move that it belongs to."""
    made = FindingLetter.objects.create(
        finding=finding, kind=kind, context=asdict(_says(finding, kind, at=at)), issued_at=at, issued_by=by
    )
    jobs.enqueue(DRAW, made, at=at, by=by)
    return made


def drawn(letter: FindingLetter) -> Kept:
    """Return the bytes of a letter; one that no worker has drawn yet is drawn now, once for all."""
    if letter.pdf is None:
        letter.pdf = keeping.keep(_draw(letter))
        FindingLetter.objects.filter(pk=letter.pk, pdf=None).update(pdf=letter.pdf)
    return letter.pdf


def _draw(letter: FindingLetter) -> bytes:
    says = letter.context
    days = {
        name: _day(says[name]) for name in ("dated", "found_on", "due_on", "notified_on", "children_on", "verified_on")
    }
    return pdf.draw(
        template=TEMPLATES[letter.kind],
        context={"letter": {**says, "texts": {}}, **days},
        title=str(letter),
        on=date.fromisoformat(says["dated"]),
        subject=says["citation"],
        drawings={"seal": seal} if (seal := says["letterhead"].get("seal")) else None,
    )


def _says(finding: Finding, kind: FindingLetter.Kind, *, at: datetime) -> Says:
    definition = definition_of(finding.year.definition)
    lea = finding.lea.as_of(finding.year_id)
    closing = kind == FindingLetter.Kind.CLOSURE
    return Says(
        kind=str(kind),
        dated=localdate(at).isoformat(),
        number=finding.pk,
        lea_name=finding.lea.name,
        lea_code=finding.lea.code,
        county=lea.county.name,
        selpa_name=lea.selpa_name,
        selpa_code=lea.selpa.code,
        source=str(finding.get_source_display()),
        requirement=finding.requirement,
        citation=finding.citation,
        found_on=finding.found_on.isoformat(),
        facts=finding.facts,
        children=[(one.number, one.asked or finding.for_children) for one in finding.children.order_by("pk")],
        in_system=finding.in_system,
        due_on=finding.due_on.isoformat() if finding.due_on else "",
        letterhead=definition.letterhead.model_dump(mode="json"),
        contacts=[{"name": one.name, "email": one.email} for one in definition.contacts if not one.levels],
        notified_on=_on(finding.notified_at) if closing else "",
        children_on=_on(finding.children_at) if closing else "",
        verified_on=_on(finding.data_at) if closing else "",
        data_words=finding.data_words if closing else "",
    )


def _on(at: datetime | None) -> str:
    return localdate(at).isoformat() if at else ""


def _day(iso: str) -> str:
    return dates.in_words(date.fromisoformat(iso)) if iso else ""
