"""What the LEAs of the demonstration enter of their approved plans until today."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from cim_portal.demo.work import Hands
from cim_portal.lib import dates
from improvement_plans.activities.plan_builder import OUTCOMES
from improvement_plans.plans.models import Plan
from improvement_plans.progress import services
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.progress.services import Said
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import Workbook

LATER = timedelta(hours=10)  # on the day on which a check is due


def carry_out(hands: Hands, *, until: datetime, late: int = 0) -> None:
    """Set the checks of a plan that is approved, and enter what is due before `until`, but the last `late` of them."""
    plan = Plan.objects.get(pk=hands.plan.pk)
    if plan.status != Plan.Status.APPROVED or plan.approved_at is None:
        return
    services.set_checks(plan=plan, at=plan.approved_at)
    due = list(plan.checks.filter(due_on__lt=localdate(until)).order_by("due_on", "pk"))
    outcomes = {str(row["_id"]): row for row in Workbook(plan).rows_of(OUTCOMES, "outcomes")}
    for number, check in enumerate(due[: len(due) - late], start=1):
        at = max(plan.approved_at, dates.midnight(check.due_on) + LATER)
        value, reading = "", Entry.Reading.DONE
        if check.of == ProgressCheck.Of.OUTCOME:
            value, reading = _value(outcomes.get(check.row, {}), number), Entry.Reading.ON_COURSE
        said = Said(value=value, as_of=min(check.due_on, localdate(at)), reading=reading, words="")
        services.enter(check=check, said=said, seen=0, by=hands.editor, at=at)


def _value(outcome: dict[str, object], number: int) -> str:
    """Return a value on the way from the baseline to the target, a little nearer each time."""
    start, target = parse_number(outcome.get("baseline")), parse_number(outcome.get("target"))
    if start is None or target is None:
        return ""
    return f"{start + (target - start) * Decimal(min(number, 9)) / 10:.1f}"
