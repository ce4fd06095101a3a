"""The end of a plan: whoever reviews it last closes it, once it was carried out and evaluated."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from improvement_plans.activities.plan_builder import OUTCOMES
from improvement_plans.amendments.models import Amendment
from improvement_plans.plans import notices
from improvement_plans.plans.models import Plan, Step
from improvement_plans.plans.moves import insist_on_reason
from improvement_plans.progress import permissions, queries
from improvement_plans.progress.models import ProgressCheck
from improvement_plans.workbook.workbook import Workbook
from monitoring.ledger import ledger
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.people.models import Person


def missing_to_end(plan: Plan) -> list[str]:
    """Return a sentence for each thing that has to hold before a plan is closed, and does not yet."""
    evaluation = queries.evaluation_of(plan)
    found = [] if evaluation else [gettext("The LEA has not evaluated the plan yet.")]
    checks = plan.checks.filter(of=ProgressCheck.Of.OUTCOME, entered_at__isnull=False)
    entered = set(checks.values_list("row", flat=True))
    for row, label in outcomes_of(plan):
        if row not in entered:
            found.append(gettext("Nothing was entered of the outcome “%(label)s”.") % {"label": label})
        if evaluation and not evaluation.decisions.get(row):
            found.append(gettext("It is not said what becomes of the outcome “%(label)s”.") % {"label": label})
    if plan.amendments.filter(status__in=Amendment.OPEN).exists():
        found.append(gettext("An amendment of the plan is not decided yet."))
    under_review = plan.steps.filter(status__in=[Step.Status.SUBMITTED, Step.Status.APPROVED_BY_SELPA])
    said = gettext("The report in step %(number)s is not reviewed yet.")
    return [*found, *(said % {"number": step.number} for step in under_review.order_by("number"))]


def late(plan: Plan, *, at: datetime) -> list[str]:
    """Return a sentence where progress checks are overdue."""
    count = queries.state_of(plan, today=localdate(at))[1]
    said = ngettext("%(count)s progress check is overdue.", "%(count)s progress checks are overdue.", count)
    return [said % {"count": count}] if count else []


def outcomes_of(plan: Plan) -> list[tuple[str, str]]:
    """Return the outcomes of a plan, each by its id and what it is called."""
    book = Workbook(plan, shows_small=True)
    return [(row["_id"], book.label_of(OUTCOMES, "outcomes", row)) for row in book.rows_of(OUTCOMES, "outcomes")]


END = Move(
    "end_plan",
    frozenset({"approved"}),
    "closed",
    who=permissions.can_end,
    verb=_("Close the evaluated plan"),
    sentence=_("{who} closed {what} after its evaluation"),
    missing=missing_to_end,
    notifies=(notices.PLAN_CLOSED,),
)

MOVES = {
    "Plan": (END,),
}


def end_plan(*, plan: Plan, by: Person, at: datetime, reason: str) -> None:
    """Close a plan that was carried out and evaluated, and say what came of it; everything in it stays readable.

    Raises NotYou, NotNow, Incomplete, TooLong.
    """
    insist_on_reason(reason, by=by)
    with ledger.moving(END, plan, by=by, at=at, note=reason.strip()) as row:
        if said := late(row, at=at):
            raise ledger.Incomplete(said)
        row.closed_at, row.closed_because = at, reason.strip()
        words: dict[str, str | int] = {"year": row.year.year, "reason": reason.strip()}
        outbox.notify(END, notices.PLAN_CLOSED, lea=row.lea, link=row.get_absolute_url(), at=at, **words)
