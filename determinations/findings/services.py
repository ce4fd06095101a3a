"""Drafts findings, takes what an LEA says it corrected, and sets holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused, Verdict
from determinations.findings import events, identifiers, notices, permissions, queries
from determinations.findings.models import Child, EvidenceFile, Finding, Hold, SampleResult
from determinations.findings.moves import insist_on_words
from determinations.findings.writing import Correction, Draft, Sampled
from monitoring.access.who import Actor
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.people.models import Person

WORKING = (Finding.Status.NOTIFIED, Finding.Status.RETURNED)
MOST_FILES = 50


class NotADraft(Refused):
    """What a notice says is not changed any more."""


class NotWithTheLea(Refused):
    """The finding does not wait for the LEA."""


class HeldAlready(Refused):
    """A hold is set already, or there is none to lift, or the finding is not one of which a hold can be set."""


@dataclass(frozen=True)
class GivenFile:
    """A file that was looked at."""

    name: str
    content: bytes


def make(*, draft: Draft, by: Actor, at: datetime) -> Finding:
    """Draft a finding; no one is notified of it. Raises NotYou, NotLocal, TooLong."""
    if by is not None:
        _insist(permissions.can_make(by))
    _look_at(draft)
    with transaction.atomic():
        made = Finding.objects.create(**draft.fields(), made_at=at, moved_at=at, made_by=by)
        _set_children(made, draft.children)
        ledger.record(events.DRAFTED, made, target=made.status, by=by, at=at)
    return made


def change(*, finding: Finding, draft: Draft, by: Person, at: datetime) -> Finding:
    """Write a draft again. Raises NotYou, NotADraft, NotLocal, TooLong."""
    _look_at(draft)
    with transaction.atomic():
        row = _locked(finding)
        _insist(permissions.can_change(by, row))
        if row.status != Finding.Status.DRAFT:
            raise NotADraft(_("The LEA was notified of it, or it has ended. What it says stays."))
        for name, value in draft.fields().items():
            setattr(row, name, value)
        row.save(update_fields=list(draft.fields()))
        _set_children(row, draft.children)
        ledger.record(events.CHANGED, row, by=by, at=at)
    return row


def write_correction(
    *, finding: Finding, system: str, children: Mapping[str, Correction], by: Person, at: datetime
) -> Finding:
    """Keep what the LEA says it corrected, in its system and for each child; nothing is sent yet.

    Raises NotYou, NotWithTheLea, NotLocal, TooLong.
    """
    _insist_on_text(system, what=_("What was corrected in the system"))
    for number, one in children.items():
        _insist_on_text(one.done, what=_("What was done for child %(number)s") % {"number": number})
    with transaction.atomic():
        row = _working(finding, by)
        row.system_done = system.strip()
        row.save(update_fields=["system_done"])
        known = list(row.children.filter(number__in=children))
        for child in known:
            said = children[child.number]
            child.outcome, child.done, child.done_on = said.outcome, said.done.strip(), said.done_on
        Child.objects.bulk_update(known, ["outcome", "done", "done_on"])
        ledger.record(events.WORKED, row, by=by, at=at)
    return row


def attach(*, finding: Finding, file: GivenFile, by: Person, at: datetime) -> EvidenceFile:
    """Add a file that was looked at; the same one is there once. Raises NotYou, NotWithTheLea, NotLocal."""
    identifiers.insist_on_none(file.name, what=_("The name of the file"))
    with transaction.atomic():
        row = _working(finding, by)
        kept, name = keeping.keep(file.content), file.name[:200]
        if there := row.files.filter(file=kept, name=name, removed_at=None).first():
            return there
        if row.files.count() >= MOST_FILES:
            raise NotWithTheLea(_("A finding takes %(most)s files. Put several into one.") % {"most": MOST_FILES})
        made = EvidenceFile.objects.create(finding=row, file=kept, name=name, added_at=at, added_by=by)
        ledger.record(events.ATTACHED, row, by=by, at=at, note=name)
    return made


def detach(*, finding: Finding, pk: int, by: Person, at: datetime) -> None:
    """Remove a file from what is sent next; its row and bytes stay. Raises NotYou, NotWithTheLea."""
    with transaction.atomic():
        row = _working(finding, by)
        if file := row.files.filter(pk=pk, removed_at=None).first():
            file.removed_at = at
            file.save(update_fields=["removed_at"])
            ledger.record(events.DETACHED, row, by=by, at=at, note=file.name)


def record_sample(
    *, finding: Finding, sample: Sampled, children: Mapping[str, str], by: Person, at: datetime
) -> SampleResult:
    """Keep what a sample of records showed of a finding. `children` are to be corrected too, with what is asked for each.

    Raises NotYou.
    """
    with transaction.atomic():
        row = _locked(finding)
        _insist(permissions.can_verify(by, row))
        more = [Child(finding=row, number=number, asked=asked) for number, asked in children.items()]
        Child.objects.bulk_create(more, ignore_conflicts=True)
        made = SampleResult.objects.create(
            finding=row,
            number=sample.number,
            looked=sample.looked,
            met=sample.met,
            address=sample.address,
            finished_at=at,
            finished_by=by,
        )
        ledger.record(events.SAMPLED, row, by=by, at=at, note=str(made))
    return made


def hold(*, finding: Finding, reason: str, by: Person, at: datetime) -> Hold:
    """Hold something back from the LEA because of a finding that is not corrected. The clock goes by it.

    Raises NotYou, HeldAlready, Incomplete, TooLong, NotLocal.
    """
    said = insist_on_words(reason, what=_("What is held back, and why"))
    with transaction.atomic():
        row = _locked(finding)
        _insist(permissions.can_notify(by, row))
        if row.status not in queries.CORRECTING:
            raise HeldAlready(_("A hold is set while a finding of which the LEA was notified is not corrected."))
        if queries.hold_of(row):
            raise HeldAlready(_("A hold is set because of this finding already."))
        made = Hold.objects.create(finding=row, reason=said, set_at=at, set_by=by)
        ledger.record(events.HELD, row, by=by, at=at, note=said)
        _notify(events.HELD, notices.FINDING_HELD, row, at=at, by=str(by), reason=said)
    return made


def lift(*, finding: Finding, by: Person, at: datetime) -> None:
    """Lift the hold. Raises NotYou, HeldAlready where there is none."""
    with transaction.atomic():
        row = _locked(finding)
        _insist(permissions.can_notify(by, row))
        there = queries.hold_of(row)
        if there is None:
            raise HeldAlready(_("No hold is set because of this finding."))
        there.lifted_at, there.lifted_by = at, by
        there.save(update_fields=["lifted_at", "lifted_by"])
        ledger.record(events.LIFTED, row, by=by, at=at)
        _notify(events.LIFTED, notices.HOLD_LIFTED, row, at=at, by=str(by))


def _notify(of: EventKind, kind: Kind, row: Finding, *, at: datetime, **values: str) -> None:
    outbox.notify(of, kind, lea=row.lea, link=row.get_absolute_url(), at=at, **queries.said_of(row), **values)


def _look_at(draft: Draft) -> None:
    _insist_on_text(draft.facts, what=_("The facts"))
    _insist_on_text(draft.for_children, what=_("What is to be corrected for each child"))
    _insist_on_text(draft.in_system, what=_("What is to be corrected in the system"))


def _insist_on_text(text: str, *, what: str) -> None:
    bounds.insist(text, bounds.COMMENT, what=what)
    identifiers.insist_on_none(text, what=what)


def _set_children(finding: Finding, children: Mapping[str, str]) -> None:
    finding.children.all().delete()
    Child.objects.bulk_create(
        [Child(finding=finding, number=number, asked=asked) for number, asked in children.items()]
    )


def _working(finding: Finding, by: Person) -> Finding:
    """Return the finding, locked, if it waits for the LEA and `by` works there."""
    row = _locked(finding)
    _insist(permissions.can_give_evidence(by, row))
    if row.status not in WORKING:
        raise NotWithTheLea(_("The evidence was sent already, or the finding has ended. Nothing was changed."))
    return row


def _locked(finding: Finding) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("lea__selpa", "year")
    return rows.get(pk=finding.pk)


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise ledger.NotYou(verdict.reason)
