"""Reminds LEAs of progress to enter: on the same days before and after as of steps, a plan's checks of a day together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from cim_portal.lib import dates
from improvement_plans.deadlines import reminding
from improvement_plans.plans.models import Plan
from improvement_plans.progress import events, notices
from improvement_plans.progress.models import CheckReminder, ProgressCheck
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.notices.outbox import About
from monitoring.years.models import Year
from monitoring.years.queries import days_of_round, is_holiday

NAMED = 5  # outcomes and action steps of a day
Due = dict[tuple[int, date], list[ProgressCheck]]


def remind(*, at: datetime) -> int:
    """Notify of the checks of which a reminder is due this Pacific day, and return of how many plans and days; none on a
    holiday. Does nothing twice a day.
    """
    today = localdate(at)
    if is_holiday(today):
        return 0
    days = days_of_round(today)
    with transaction.atomic():
        list(Year.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # one round at a time
        due = _due(today)
        asked = [
            CheckReminder(plan_id=plan, of=day, days=after, at=at)
            for plan, day in due
            for after in reminding.days_after(day, days)
        ]
        known = set(
            CheckReminder.objects.filter(plan__in={plan for plan, _day in due}).values_list("plan", "of", "days")
        )
        new = [one for one in asked if (one.plan_id, one.of, one.days) not in known]
        CheckReminder.objects.bulk_create(new, batch_size=1000)
        _notify(sorted({(one.plan_id, one.of) for one in new}), due, today=today, at=at)
    return len({(one.plan_id, one.of) for one in new})


def _due(today: date) -> Due:
    """Return what is to be entered by the last day of which one is reminded now, by plan and day."""
    found: Due = defaultdict(list)
    soon = ProgressCheck.objects.to_enter().filter(due_on__lte=today + timedelta(days=-reminding.BEFORE[0]))
    for check in soon.order_by("due_on", "pk"):
        found[check.plan_id, check.due_on].append(check)
    return found


def _notify(which: Sequence[tuple[int, date]], due: Due, *, today: date, at: datetime) -> None:
    plans = Plan.objects.select_related("lea", "year").in_bulk({plan for plan, _day in which})
    said = [(plans[plan], {"day": day.isoformat()}) for plan, day in which]
    ledger.record_all(events.REMINDED, said, by=None, at=at)
    for kind, late in ((notices.CHECKS_DUE, False), (notices.CHECKS_LATE, True)):
        things = [_about(plans[plan], day, due[plan, day]) for plan, day in which if (day < today) is late]
        outbox.notify_all(events.REMINDED, kind, things, at=at)


def _about(plan: Plan, day: date, checks: Sequence[ProgressCheck]) -> About:
    named = [f"- {check.label}" for check in checks[:NAMED]]
    if more := len(checks) - NAMED if len(checks) > NAMED else 0:
        named.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})
    words: dict[str, str | int] = {"year": plan.year.year, "due": dates.deadline(day), "checks": "\n".join(named)}
    return About(plan.lea, f"{plan.get_absolute_url()}progress/", words)
