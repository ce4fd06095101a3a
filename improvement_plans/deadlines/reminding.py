"""Reminds those for whom a step waits: 30, 7 and 1 days before it is due, on the day after, then each week."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from cim_portal.lib import dates
from improvement_plans.deadlines import events, notices
from improvement_plans.deadlines.models import Reminder
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from monitoring.definition import unread
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.notices.outbox import About
from monitoring.years.models import Year
from monitoring.years.queries import days_of_round, is_holiday

BEFORE = (-30, -7, -1)  # days
WEEK = 7
REVIEW = {"selpa": notices.REVIEW_WAITS, "state": notices.REVIEW_WAITS_FOR_STATE}


def remind(*, at: datetime) -> int:
    """Notify of every step of which a reminder is due this Pacific day, and return how many; none on a holiday.

    What fell on the holidays before, or on days on which the portal was away, is caught up. Does nothing twice a day.
    """
    today = localdate(at)
    if is_holiday(today):
        return 0
    days = days_of_round(today)
    with transaction.atomic():
        list(Year.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # one round at a time
        found = [*_of_leas(today, days), *_of_reviewers(days)]
        known = set(
            Reminder.objects.filter(step__in=[r.step_id for r, _kind in found]).values_list("step", "of", "days")
        )
        new = [(r, kind) for r, kind in found if (r.step_id, r.of, r.days) not in known]
        for reminder, _kind in new:
            reminder.at = at
        Reminder.objects.bulk_create([reminder for reminder, _kind in new], batch_size=1000)
        last = {reminder.step_id: (reminder, kind) for reminder, kind in new}  # of several days the latest
        ledger.record_all(events.REMINDED, [(reminder.step, {}) for reminder, _kind in last.values()], by=None, at=at)
        for kind in (notices.STEP_DUE, notices.STEP_OVERDUE, *REVIEW.values()):
            things = [_about(reminder) for reminder, its in last.values() if its is kind]
            outbox.notify_all(events.REMINDED, kind, things, at=at)
    return len(last)


def days_after(due_on: date, days: list[date]) -> list[int]:
    """Return for which of the `days` there is a reminder of what is due, as days after it: less than 0 before."""
    found = [(day - due_on).days for day in days]
    return [after for after in found if after in BEFORE or (after >= 1 and after % WEEK == 1)]


def _of_leas(today: date, days: list[date]) -> Iterator[tuple[Reminder, Kind]]:
    """Give what LEAs are reminded of: steps that wait for them and have a due date."""
    steps = _steps().filter(queries.waiting_for("lea"), due_on__lte=today + timedelta(days=-BEFORE[0]))
    for step in steps:
        assert step.due_on is not None  # noqa: S101 - asked for
        kind = notices.STEP_OVERDUE if step.due_on < today else notices.STEP_DUE
        for after in days_after(step.due_on, days):
            yield Reminder(step=step, of=step.due_on, days=after), kind


def _of_reviewers(days: list[date]) -> Iterator[tuple[Reminder, Kind]]:
    """Give what reviewers are reminded of: each week, what waits for them."""
    for party, kind in REVIEW.items():
        for step in _steps().filter(queries.waiting_for(party), moved_at__lt=dates.midnight(days[-1])):
            since = localdate(step.moved_at)
            for day in days:
                after = (day - since).days
                if after > 0 and after % WEEK == 0:
                    yield Reminder(step=step, of=since, days=after), kind


def _steps() -> QuerySet[Step]:
    steps = Step.objects.select_related("plan__lea", "plan__year", "plan__definition")
    return steps.defer(*unread("plan__definition")).order_by("due_on", "plan", "number")


def _about(reminder: Reminder) -> About:
    step = reminder.step
    words: dict[str, str | int] = {
        "year": step.plan.year.year,
        "step": step.number,
        "title": queries.title(step),
        "due": dates.deadline(step.due_on),
        "since": dates.in_words(localdate(step.moved_at)),
    }
    return About(step.lea, step.get_absolute_url(), words)
