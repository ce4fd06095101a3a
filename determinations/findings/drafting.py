"""Findings drafted from published timelines, by the rule of the year's definition. No one is notified by this.

A meeting is not compliant where it was due before the day that is asked about, was not held, and has no code of the delay or
one that excuses nothing. Uploading the same again makes nothing twice: each meeting is behind one finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cim_portal.lib import dates
from determinations.findings import events, permissions, queries
from determinations.findings.models import Child, Fact, Finding
from determinations.uploads.models import Timeline
from monitoring.access.who import Actor
from monitoring.definition import Requirement, definition_of
from monitoring.ledger import ledger
from monitoring.years import locking
from monitoring.years.models import Year

MEETINGS = {
    "initial": gettext_lazy("initial evaluation"),
    "review": gettext_lazy("plan review"),
    "reevaluation": gettext_lazy("reevaluation"),
    "transition": gettext_lazy("transition from early intervention"),
}


@dataclass(frozen=True)
class Wanted:
    """What becomes one finding: the meetings of an LEA under a requirement, or one of them. `draft` is there already."""

    requirement: Requirement
    rows: list[Timeline]
    draft: Finding | None


@dataclass(frozen=True)
class Count:
    """What the timelines say of a requirement: late meetings that no finding has, the LEAs, and the drafts to come."""

    requirement: Requirement
    meetings: int
    leas: int
    drafts: int


def counts(*, year: Year, as_of: date) -> list[Count]:
    """Return what would be drafted, by requirement; those of which no meeting is late too."""
    wanted = list(_wanted(year, as_of))
    found = []
    for requirement in _by_data(year):
        mine = [one for one in wanted if one.requirement.code == requirement.code]
        leas = {row.lea_id for one in mine for row in one.rows}
        found.append(Count(requirement, sum(len(one.rows) for one in mine), len(leas), len(mine)))
    return found


def draft_from_data(*, year: Year, as_of: date, by: Actor, at: datetime) -> int:
    """Draft the findings, or add meetings to drafts that are there; return how many were drafted or added to.

    A few queries however many LEAs. Raises NotYou.
    """
    if by is not None and not (verdict := permissions.can_make(by)):
        raise ledger.NotYou(verdict.reason)
    with locking.locked(year.pk):
        wanted = list(_wanted(year, as_of))
        new = [one for one in wanted if one.draft is None]
        made = Finding.objects.bulk_create(
            [_finding(one, year=year, as_of=as_of, by=by, at=at) for one in new], batch_size=1000
        )
        together = [*zip(new, made, strict=True), *((one, one.draft) for one in wanted if one.draft)]
        facts = [_fact(one, finding, row) for one, finding in together for row in one.rows]
        Fact.objects.bulk_create(facts, batch_size=1000)
        children = [_child(finding, row) for one, finding in together for row in one.rows]
        Child.objects.bulk_create(children, batch_size=1000, ignore_conflicts=True)
        ledger.record_all(events.DRAFTED, [(one, {}) for one in made], by=by, at=at, target="draft")
        ledger.record_all(events.CHANGED, [(one.draft, {}) for one in wanted if one.draft], by=by, at=at)
    return len(wanted)


def _by_data(year: Year) -> list[Requirement]:
    return [one for one in definition_of(year.definition).requirements if one.meeting]


def _wanted(year: Year, as_of: date) -> Iterator[Wanted]:
    """Give what becomes a finding. A requirement that an open finding of the LEA is about, past its draft, waits for its end."""
    here = Finding.objects.filter(source=Finding.Source.DATA).exclude(status__in=queries.ENDED).select_related("lea")
    for requirement in _by_data(year):
        known = set(Fact.objects.filter(key__startswith=f"{requirement.code}:").values_list("key", flat=True))
        rows = [row for row in _late(year, as_of, requirement) if _key(requirement, row) not in known]
        if requirement.counted == "by_instance":
            yield from (Wanted(requirement, [row], None) for row in rows)
            continue
        open_ones = {one.lea_id: one for one in here.filter(code=requirement.code)}
        for lea_id in dict.fromkeys(row.lea_id for row in rows):
            there = open_ones.get(lea_id)
            if there is None or there.status == Finding.Status.DRAFT:
                yield Wanted(requirement, [row for row in rows if row.lea_id == lea_id], there)


def _late(year: Year, as_of: date, requirement: Requirement) -> list[Timeline]:
    late = Timeline.objects.published(year.year).filter(meeting=requirement.meeting, due_on__lt=as_of, held_on=None)
    excused_by_nothing = Q(delay_code="") | Q(delay_code__in=requirement.delay_codes)
    return list(late.filter(excused_by_nothing).select_related("lea", "upload").order_by("lea__code", "row"))


def _key(requirement: Requirement, row: Timeline) -> str:
    return f"{requirement.code}:{row.lea.code}:{row.child}:{row.due_on.isoformat()}"


def _finding(one: Wanted, *, year: Year, as_of: date, by: Actor, at: datetime) -> Finding:
    requirement, count = one.requirement, len(one.rows)
    said = ngettext(
        "%(count)s %(meeting)s was due before %(day)s, was not held, and has no code of the delay that excuses it.",
        "%(count)s meetings (%(meeting)s) were due before %(day)s, were not held, and have no code of the delay that "
        "excuses them.",
        count,
    )
    words = {
        "count": count,
        "meeting": MEETINGS.get(requirement.meeting, requirement.meeting),
        "day": dates.in_words(as_of),
    }
    return Finding(
        lea=one.rows[0].lea,
        year=year,
        source=Finding.Source.DATA,
        code=requirement.code,
        indicator=requirement.indicator,
        citation=requirement.citation,
        requirement=requirement.name,
        found_on=as_of,
        facts=said % words,
        for_children=_("Hold the meeting that is overdue."),
        in_system=_("Find why meetings are late, and correct it, so that each is held by its day."),
        made_at=at,
        moved_at=at,
        made_by=by,
    )


def _fact(one: Wanted, finding: Finding, row: Timeline) -> Fact:
    return Fact(
        finding=finding,
        upload=row.upload,
        row=row.row,
        child=row.child,
        due_on=row.due_on,
        delay_code=row.delay_code,
        key=_key(one.requirement, row),
    )


def _child(finding: Finding, row: Timeline) -> Child:
    said = _("Hold the meeting that was due on %(day)s.") % {"day": dates.in_words(row.due_on)}
    return Child(finding=finding, number=row.child, asked=said)
