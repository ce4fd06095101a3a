"""Reads of findings: whom they wait for, the list with its filters and counts, and what is said of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import dates
from cim_portal.lib.shapes import JsonObject
from determinations.findings import clock
from determinations.findings.clock import Clock
from determinations.findings.events import GIVING
from determinations.findings.models import Finding, Hold
from monitoring.access import scope
from monitoring.access.roles import ADMINISTRATORS, LEA_STAFF, MONITORS, SELPA_STAFF
from monitoring.access.who import User
from monitoring.ledger.models import Event
from monitoring.places.queries import words_of_lea

LEA, REVIEWER, STATE = "lea", "reviewer", "state"
WAITS = {
    "draft": STATE,
    "notified": LEA,
    "returned": LEA,
    "evidence": REVIEWER,
    "child_verified": REVIEWER,
    "data_verified": STATE,
}
NAMES = {LEA: _("the LEA"), REVIEWER: _("the SELPA or the state"), STATE: _("the state")}
PARTIES = {LEA: LEA_STAFF, REVIEWER: SELPA_STAFF | MONITORS, STATE: ADMINISTRATORS}
ENDED = ("closed", "before_notice", "dropped")
CORRECTING = ("notified", "evidence", "returned", "child_verified")  # the clock runs
# What the list is asked for: a few words, and which findings those are.
SHOWS = {
    "open": _("Open"),
    "late": _("Late"),
    "soon": _("Due within 30 days"),
    LEA: _("With the LEA"),
    REVIEWER: _("To be verified"),
    STATE: _("With the state"),
    "held": _("With a hold"),
    "ended": _("Closed, or ended before a notice"),
}


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what is not known there counts as nothing."""

    show: str = ""
    year: str = ""
    source: str = ""
    requirement: str = ""
    selpa: str = ""
    words: str = ""
    sort: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """Read the filters from the address."""
        said = {name: str(asked.get(name, "")).strip()[:100] for name in cls.__dataclass_fields__}
        if said["show"] not in SHOWS:
            said["show"] = ""
        if not (said["year"].isascii() and said["year"].isdecimal() and len(said["year"]) == 4):
            said["year"] = ""
        if said["sort"] not in ("", "lea", "requirement", "status"):
            said["sort"] = ""
        return cls(**said)

    def apply(self, rows: "QuerySet[Finding]") -> "QuerySet[Finding]":
        """Return the findings that all filters but `show` leave."""
        if self.year:
            rows = rows.filter(year__year=int(self.year))
        if self.source:
            rows = rows.filter(source=self.source)
        if self.requirement:
            rows = rows.filter(Q(code=self.requirement) | Q(citation=self.requirement))
        if self.selpa:
            rows = rows.filter(lea__selpa__code=self.selpa)
        return rows.filter(words_of_lea(self.words)) if self.words else rows

    def address(self, **instead: str) -> str:
        """Return the filters as they are in an address, with others instead of some."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return urlencode({name: value for name, value in {**said, **instead}.items() if value})


@dataclass(frozen=True)
class Line:
    """A finding on the list. `clock` is None before the notice; `waits_for` is blank where it has ended."""

    finding: Finding
    clock: Clock | None
    waits_for: str
    held: bool


def conditions(today: date) -> dict[str, Q]:
    """Return which findings each of `SHOWS` is about."""
    by_party = {
        party: Q(status__in=[status for status, waits in WAITS.items() if waits == party])
        for party in (LEA, REVIEWER, STATE)
    }
    running = Q(status__in=CORRECTING)
    return {
        "open": ~Q(status__in=ENDED),
        "late": running & Q(due_on__lt=today),
        "soon": running & Q(due_on__range=(today, today + timedelta(days=clock.SOON))),
        **by_party,
        "held": Q(pk__in=Hold.objects.filter(lifted_at=None).values("finding")),
        "ended": Q(status__in=ENDED),
    }


def counts(rows: "QuerySet[Finding]", *, today: date) -> dict[str, int]:
    """Return how many of the findings each of `SHOWS` is about."""
    found = conditions(today)
    return rows.aggregate(**{f"of_{name}": Count("pk", filter=condition) for name, condition in found.items()})


def in_order(rows: "QuerySet[Finding]", sort: str) -> "QuerySet[Finding]":
    """Return the findings that are to be corrected first, by the days that are left; then drafts; those that ended last."""
    group = Case(When(status__in=CORRECTING, then=0), When(status__in=ENDED, then=2), default=1)
    by = {"lea": ["lea__name"], "requirement": ["citation"], "status": ["status"]}.get(sort, [])
    return rows.order_by(*by, group, F("due_on").asc(nulls_last=True), "pk")


def listed(rows: "QuerySet[Finding]") -> "QuerySet[Finding]":
    """Return the findings with what a line of the list says of them."""
    return rows.select_related("lea__selpa", "year").annotate(holds_now=Count("holds", filter=Q(holds__lifted_at=None)))


def waiting(user: User) -> "QuerySet[Finding]":
    """Return the findings that wait for `user`: in the LEAs where they work, review, or administer; the first due first."""
    mine = Q(pk__in=[])
    for party, wanted in PARTIES.items():
        statuses = [status for status, waits in WAITS.items() if waits == party]
        mine |= Q(status__in=statuses) & scope.leas_in_scope(user, wanted=wanted, path="lea__")
    return in_order(Finding.objects.filter(mine).select_related("lea"), "")


def line(finding: Finding, *, today: date) -> Line:
    """Return a line of the list; the finding comes from `listed`."""
    return Line(finding, clock_of(finding, today=today), waits_for(finding), bool(finding.holds_now))  # type: ignore[attr-defined]


def clock_of(finding: Finding, *, today: date) -> Clock | None:
    """Return the clock of a finding, None before its notice."""
    return clock.of(finding, today=today, verified_on=localdate(finding.data_at) if finding.data_at else None)


def waits_for(finding: Finding) -> str:
    """Return in words whom a finding waits for, blank where it has ended."""
    party = WAITS.get(finding.status)
    return str(NAMES[party]) if party else ""


def hold_of(finding: Finding) -> Hold | None:
    """Return the hold that is set because of a finding, or None."""
    return finding.holds.filter(lifted_at=None).select_related("set_by").first()


def gave_evidence(user: User, finding: Finding) -> bool:
    """Say whether `user` wrote what the LEA corrected, attached or removed a file, or sent it."""
    return bool(user.pk) and Event.objects.of(finding).filter(move__in=GIVING, by=user.pk).exists()


def as_given(finding: Finding) -> JsonObject:
    """Return what the LEA says it corrected, as it is frozen when it sends it."""
    return {
        "system": finding.system_done,
        "children": [
            {
                "number": one.number,
                "outcome": one.outcome,
                "done": one.done,
                "done_on": one.done_on.isoformat() if one.done_on else "",
            }
            for one in finding.children.order_by("pk")
        ],
        "files": [
            {"name": one.name, "sha256": one.file_id} for one in finding.files.filter(removed_at=None).order_by("pk")
        ],
    }


def said_of(finding: Finding) -> dict[str, str | int]:
    """Return what fills the words of every notice about a finding."""
    return {
        "number": finding.pk,
        "citation": finding.citation,
        "requirement": finding.requirement,
        "due": dates.deadline(finding.due_on),
    }
