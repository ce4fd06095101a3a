"""The moves of findings. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import bounds
from determinations.findings import clock, identifiers, letters, notices, permissions, queries
from determinations.findings.models import READERS, Child, Finding, FindingLetter, Round
from monitoring.access.roles import STATE_STAFF
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.people.models import Person


def _missing_to_notify(finding: Finding) -> list[str]:
    missing = []
    if not finding.for_children and finding.children.filter(asked="").exists():
        missing.append(gettext("What is to be corrected for each child."))
    return missing


def _missing_before_notice(finding: Finding) -> list[str]:
    if finding.source == Finding.Source.COMPLAINT:
        return [gettext("What a complaint brings up is never corrected before the notice. Notify the LEA.")]
    return _missing_on_new_data(finding)


def _missing_on_new_data(finding: Finding) -> list[str]:
    """Ask for a further sample where the finding comes from one, until every record of the last one meets the requirement."""
    last = finding.samples.order_by("-number").first()
    if last is None or 0 < last.looked == last.met:
        return []
    return [
        gettext("A further sample of records that all meet the requirement. The last one: %(last)s.") % {"last": last}
    ]


def _missing_of_evidence(finding: Finding) -> list[str]:
    missing = []
    if not finding.system_done:
        missing.append(gettext("What the LEA corrected in its system."))
    without = finding.children.filter(outcome="").order_by("pk").values_list("number", flat=True)
    missing += [gettext("What was corrected for child %(number)s.") % {"number": number} for number in without]
    return missing


def _missing_to_close(finding: Finding) -> list[str]:
    return [gettext("Lift the hold first.")] if queries.hold_of(finding) else []


DROP = Move(
    "drop_finding",
    frozenset({"draft"}),
    "dropped",
    who=permissions.can_change,
    verb=_("Drop the draft"),
    sentence=_("{who} dropped {what}"),
    readers=STATE_STAFF,
)
CORRECT_BEFORE = Move(
    "correct_before_notice",
    frozenset({"draft"}),
    "before_notice",
    who=permissions.can_change,
    verb=_("Record as corrected before the notice"),
    missing=_missing_before_notice,
    sentence=_("{who} recorded {what} as corrected before the notice"),
    readers=READERS,
)
NOTIFY = Move(
    "notify_of_finding",
    frozenset({"draft"}),
    "notified",
    who=permissions.can_notify,
    verb=_("Notify the LEA"),
    missing=_missing_to_notify,
    sentence=_("{who} notified the LEA of {what}"),
    readers=READERS,
    notifies=(notices.FINDING_NOTIFIED,),
)
GIVE = Move(
    "give_evidence",
    frozenset({"notified", "returned"}),
    "evidence",
    who=permissions.can_give_evidence,
    verb=_("Send the evidence"),
    missing=_missing_of_evidence,
    sentence=_("{who} gave evidence for {what}"),
    readers=READERS,
    notifies=(notices.EVIDENCE_GIVEN,),
)
RETURN = Move(
    "return_evidence",
    frozenset({"evidence", "child_verified"}),
    "returned",
    who=permissions.can_verify,
    verb=_("Return to the LEA"),
    sentence=_("{who} returned the evidence for {what}"),
    readers=READERS,
    notifies=(notices.EVIDENCE_RETURNED,),
)
VERIFY_CHILDREN = Move(
    "verify_children",
    frozenset({"evidence"}),
    "child_verified",
    who=permissions.can_verify,
    verb=_("Verify the correction for each child"),
    sentence=_("{who} verified the correction for each child of {what}"),
    readers=READERS,
    notifies=(notices.CHILDREN_VERIFIED,),
)
VERIFY_DATA = Move(
    "verify_data",
    frozenset({"child_verified"}),
    "data_verified",
    who=permissions.can_verify,
    verb=_("Verify on new data"),
    missing=_missing_on_new_data,
    sentence=_("{who} verified {what} on new data"),
    readers=READERS,
    notifies=(notices.DATA_VERIFIED,),
)
CLOSE = Move(
    "close_finding",
    frozenset({"data_verified"}),
    "closed",
    who=permissions.can_notify,
    verb=_("Close the finding"),
    missing=_missing_to_close,
    sentence=_("{who} closed {what}"),
    readers=READERS,
    notifies=(notices.FINDING_CLOSED,),
)

MOVES = {
    "Finding": (NOTIFY, CORRECT_BEFORE, DROP, GIVE, RETURN, VERIFY_CHILDREN, VERIFY_DATA, CLOSE),
}


def drop(*, finding: Finding, words: str, by: Person, at: datetime) -> Finding:
    """Drop a draft, with the reason. Raises NotYou, NotNow, Incomplete, TooLong, NotLocal."""
    said = insist_on_words(words, what=gettext("The reason"))
    with ledger.moving(DROP, finding, by=by, at=at, note=said) as row:
        row.moved_at = at
    return row


def correct_before(*, finding: Finding, children: str, data: str, by: Person, at: datetime) -> Finding:
    """Record that an LEA had corrected it before any notice, and how both was verified; no clock starts.

    Raises NotYou, NotNow, Incomplete (of a complaint, always), TooLong, NotLocal.
    """
    of_children = insist_on_words(children, what=gettext("How the correction for each child was verified"))
    of_data = insist_on_words(data, what=gettext("Which new data were seen"))
    with ledger.moving(CORRECT_BEFORE, finding, by=by, at=at, note=f"{of_children}\n\n{of_data}") as row:
        row.children_words, row.children_at, row.children_by = of_children, at, by
        row.data_words, row.data_at, row.data_by = of_data, at, by
        row.moved_at = at
    return row


def notify(*, finding: Finding, by: Person, at: datetime) -> Finding:
    """Notify the LEA and its SELPA, with a letter: the year of the clock begins. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(NOTIFY, finding, by=by, at=at) as row:
        row.notified_at, row.notified_by, row.moved_at = at, by, at
        row.due_on = clock.last_day(localdate(at))
        letters.issue(row, FindingLetter.Kind.NOTICE, by=by, at=at)
        _notify_of(NOTIFY, notices.FINDING_NOTIFIED, row, at=at)
    return row


def give_evidence(*, finding: Finding, by: Person, at: datetime) -> Finding:
    """Send what the LEA says and its files to who verifies; what is sent is frozen. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(GIVE, finding, by=by, at=at) as row:
        row.moved_at = at
        Round.objects.create(
            finding=row, number=row.rounds.count() + 1, said=queries.as_given(row), given_at=at, given_by=by
        )
        _notify_of(GIVE, notices.EVIDENCE_GIVEN, row, at=at, by=str(by))
    return row


def return_evidence(*, finding: Finding, words: str, by: Person, at: datetime) -> Finding:
    """Return the evidence to the LEA with words; what was verified of the children is asked again.

    Raises NotYou, NotNow, Incomplete, TooLong, NotLocal.
    """
    said = insist_on_words(words, what=gettext("What is missing"))
    with ledger.moving(RETURN, finding, by=by, at=at, note=said) as row:
        row.moved_at = at
        row.children_words, row.children_at, row.children_by = "", None, None
        last = row.rounds.latest("number")
        last.words, last.returned_at, last.returned_by = said, at, by
        last.save(update_fields=["words", "returned_at", "returned_by"])
        _notify_of(RETURN, notices.EVIDENCE_RETURNED, row, at=at, by=str(by), words=said)
    return row


def verify_children(*, finding: Finding, words: str, seen: list[str], by: Person, at: datetime) -> Finding:
    """Verify the correction for each child: `seen` are the numbers of those whose correction was seen, and none is left out.

    Raises NotYou, NotNow, Incomplete, TooLong, NotLocal.
    """
    said = insist_on_words(words, what=gettext("How you verified it"))
    with ledger.moving(VERIFY_CHILDREN, finding, by=by, at=at, note=said) as row:
        unseen = Child.objects.filter(finding=row).exclude(number__in=seen).order_by("pk")
        if missing := [gettext("The correction for child %(number)s.") % {"number": one.number} for one in unseen]:
            raise ledger.Incomplete(missing)
        row.children_words, row.children_at, row.children_by, row.moved_at = said, at, by, at
        _notify_of(VERIFY_CHILDREN, notices.CHILDREN_VERIFIED, row, at=at, by=str(by))
    return row


def verify_data(*, finding: Finding, words: str, by: Person, at: datetime) -> Finding:
    """Verify on new data that the requirement is met: the clock stops. Raises NotYou, NotNow, Incomplete, TooLong, NotLocal."""
    said = insist_on_words(words, what=gettext("Which new data you saw"))
    with ledger.moving(VERIFY_DATA, finding, by=by, at=at, note=said) as row:
        row.data_words, row.data_at, row.data_by, row.moved_at = said, at, by, at
        _notify_of(VERIFY_DATA, notices.DATA_VERIFIED, row, at=at, by=str(by))
    return row


def close(*, finding: Finding, by: Person, at: datetime) -> Finding:
    """Close a finding that is verified twice, with a letter. Raises NotYou, NotNow, Incomplete."""
    with ledger.moving(CLOSE, finding, by=by, at=at) as row:
        row.closed_at, row.moved_at = at, at
        letters.issue(row, FindingLetter.Kind.CLOSURE, by=by, at=at)
        _notify_of(CLOSE, notices.FINDING_CLOSED, row, at=at)
    return row


def insist_on_words(words: str, *, what: str) -> str:
    """Return words that say something, are not too long, and name no student. Raises Incomplete, TooLong, NotLocal."""
    said = words.strip()
    if not said:
        raise ledger.Incomplete([f"{what}."])
    bounds.insist(said, bounds.COMMENT, what=what)
    identifiers.insist_on_none(said, what=what)
    return said


def _notify_of(move: Move, kind: Kind, row: Finding, *, at: datetime, **values: str) -> None:
    outbox.notify(move, kind, lea=row.lea, link=row.get_absolute_url(), at=at, **queries.said_of(row), **values)
