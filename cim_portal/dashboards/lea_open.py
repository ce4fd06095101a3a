"""What is open of an LEA: what waits, for whom, since when and until when. One query a kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib import dates
from determinations.findings import queries as findings_queries
from determinations.findings.queries import Line
from improvement_plans.amendments.models import Amendment
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import queries
from improvement_plans.plans.models import Step
from improvement_plans.plans.queries import StepState
from improvement_plans.progress.models import ProgressCheck
from improvement_plans.progress.queries import AHEAD
from monitoring.access.who import User
from monitoring.places.models import Lea

DECIDED = (Amendment.Status.APPROVED, Amendment.Status.REFUSED, Amendment.Status.WITHDRAWN)


@dataclass(frozen=True)
class Open:
    """Something that is not done: what, whom it waits for, since when and until when, as far as that is known."""

    what: str
    link: str
    waits_for: str
    since: date | None
    due_on: date | None
    late: bool


def opened(
    user: User, lea: Lea, *, steps: Iterable[tuple[int, list[StepState]]], findings: list[Line], today: date
) -> list[Open]:
    """Return what is open of the LEA as far as `user` sees it: what is late first, then by the day on which it is due."""
    found = [
        *_steps(steps),
        *_findings(findings, today),
        *_progress(user, lea, today),
        *_extensions(user, lea),
        *_amendments(user, lea),
    ]
    return sorted(found, key=lambda one: (not one.late, one.due_on or date.max))


def _steps(years: Iterable[tuple[int, list[StepState]]]) -> Iterable[Open]:
    """Yield the step that each plan is at, and every other one that is overdue or waits for a reviewer."""
    said = _("Step %(number)s of %(year)s: %(status)s")
    for year, steps in years:
        waiting = [step for step in steps if step.waiting_for]
        for step in waiting:
            if step == waiting[0] or step.overdue or step.status != Step.Status.OPEN:
                what = said % {"number": step.number, "year": year, "status": step.text}
                yield Open(what, step.url, step.waiting_for, localdate(step.since), step.due_on, step.overdue)


def _findings(lines: list[Line], today: date) -> Iterable[Open]:
    said = _("Finding %(number)s: %(requirement)s")
    for line in lines:
        one = line.finding
        if line.waits_for:
            what = said % {"number": one.pk, "requirement": one.requirement}
            late = bool(one.due_on and one.due_on < today and one.status in findings_queries.CORRECTING)
            yield Open(what, one.get_absolute_url(), line.waits_for, localdate(one.moved_at), one.due_on, late)


def _progress(user: User, lea: Lea, today: date) -> Iterable[Open]:
    checks = ProgressCheck.objects.visible_to(user).to_enter().filter(plan__lea=lea, due_on__lte=today + AHEAD)
    rows = checks.order_by().values_list("plan__year__year")
    counted = rows.annotate(count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), first=Min("due_on"))
    for year, count, late, first in counted:
        said = ngettext(
            "%(count)s progress check of %(year)s to enter, %(late)s overdue",
            "%(count)s progress checks of %(year)s to enter, %(late)s overdue",
            count,
        ) % {"count": count, "year": year, "late": late}
        yield Open(said, reverse("progress", args=[lea.code, year]), str(queries.NAMES["lea"]), None, first, bool(late))


def _extensions(user: User, lea: Lea) -> Iterable[Open]:
    said = _("More time asked for step %(number)s of %(year)s, until %(until)s")
    asked = Extension.objects.visible_to(user).filter(step__plan__lea=lea, status=Extension.Status.ASKED)
    for one in asked.select_related("step__plan__year"):
        what = said % {"number": one.step.number, "year": one.step.plan.year, "until": dates.in_words(one.until)}
        yield Open(what, one.get_absolute_url(), _("its reviewers"), localdate(one.asked_at), None, late=False)


def _amendments(user: User, lea: Lea) -> Iterable[Open]:
    said = _("Amendment %(number)s of the plan of %(year)s: %(status)s")
    alive = Amendment.objects.visible_to(user).filter(plan__lea=lea).exclude(status__in=DECIDED)
    for one in alive.select_related("plan__lea", "plan__year"):
        what = said % {"number": one.number, "year": one.plan.year, "status": one.get_status_display()}
        of_lea = one.status in (Amendment.Status.DRAFTING, Amendment.Status.RETURNED)
        waits_for = str(queries.NAMES["lea"]) if of_lea else _("its reviewers")
        yield Open(what, one.get_absolute_url(), waits_for, None, None, late=False)
