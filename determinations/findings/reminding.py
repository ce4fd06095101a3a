"""Reminds those for whom a finding waits: before its year ends, on the day after, then each week; and who verifies, each week."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from cim_portal.lib import dates
from determinations.findings import events, notices, queries
from determinations.findings.models import Finding, Nudge
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.notices.outbox import About
from monitoring.years.models import Year
from monitoring.years.queries import days_of_round, is_holiday

BEFORE = (-180, -90, -30, -7, -1)  # days
WEEK = 7
KINDS = (notices.FINDING_DUE, notices.FINDING_LATE, notices.FINDING_TO_VERIFY, notices.FINDING_TO_CLOSE)


def remind(*, at: datetime) -> int:
    """Notify of every finding of which a reminder is due this Pacific day, and return how many; none on a holiday.

    What fell on the holidays before, or on days on which the portal was away, is caught up. Does nothing twice a day.
    """
    today = localdate(at)
    if is_holiday(today):
        return 0
    days = days_of_round(today)
    with transaction.atomic():
        list(Year.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # one round at a time
        waiting = Finding.objects.filter(status__in=[*queries.CORRECTING, "data_verified"]).select_related("lea")
        found = [one for finding in waiting.order_by("due_on", "pk") for one in _of(finding, today, days)]
        known = set(
            Nudge.objects.filter(finding__in=[n.finding_id for n, _kind in found]).values_list("finding", "of", "days")
        )
        new = [(nudge, kind) for nudge, kind in found if (nudge.finding_id, nudge.of, nudge.days) not in known]
        for nudge, _kind in new:
            nudge.at = at
        Nudge.objects.bulk_create([nudge for nudge, _kind in new], batch_size=1000)
        last = {nudge.finding_id: (nudge, kind) for nudge, kind in new}  # of several days the latest
        ledger.record_all(events.NUDGED, [(nudge.finding, {}) for nudge, _kind in last.values()], by=None, at=at)
        for kind in KINDS:
            things = [_about(nudge.finding) for nudge, its in last.values() if its is kind]
            outbox.notify_all(events.NUDGED, kind, things, at=at)
    return len(last)


def _of(finding: Finding, today: date, days: list[date]) -> Iterator[tuple[Nudge, Kind]]:
    """Give the reminders of a finding that are due: by its own clock, and each week to whom else it waits for."""
    assert finding.due_on is not None  # noqa: S101 - the LEA was notified
    party = queries.WAITS[finding.status]
    since = localdate(finding.moved_at)
    late = finding.status in queries.CORRECTING and finding.due_on < today
    for day in days:
        after, waited = (day - finding.due_on).days, (day - since).days
        if late and after >= 1 and after % WEEK == 1:
            yield Nudge(finding=finding, of=finding.due_on, days=after), notices.FINDING_LATE
        elif not late and party == queries.LEA and after in BEFORE:
            yield Nudge(finding=finding, of=finding.due_on, days=after), notices.FINDING_DUE
        elif not late and party != queries.LEA and waited > 0 and waited % WEEK == 0:
            kind = notices.FINDING_TO_VERIFY if party == queries.REVIEWER else notices.FINDING_TO_CLOSE
            yield Nudge(finding=finding, of=since, days=waited), kind


def _about(finding: Finding) -> About:
    words = {
        **queries.said_of(finding),
        "since": dates.in_words(localdate(finding.moved_at)),
        "waits_for": queries.waits_for(finding),
    }
    return About(finding.lea, finding.get_absolute_url(), words)
