"""Before a plan that continues the last one is submitted, each outcome of that one has a result or a decision."""

from django.utils.translation import gettext as _

from improvement_plans.activities.plan_builder import OUTCOMES
from improvement_plans.carrying import queries
from improvement_plans.plans.models import Plan
from improvement_plans.workbook.workbook import Workbook, carried_id


def unsettled(book: Workbook, step: int) -> list[str]:
    """Return a sentence for each outcome of the LEA's plan before `book` that has no value, no decision and was not taken over.

    Asked of the step with the outcomes alone, and where the plan took over an outcome: a plan that begins with outcomes of
    its own does not continue the last one. Nothing is asked of a plan before that was never approved, since no progress of
    it is entered, nor of a closed one, since it is not closed without decisions.
    """
    if not any(place.activity.role == OUTCOMES for place in book.places(step)):
        return []
    there = {row["_id"] for row in book.rows_of(OUTCOMES, "outcomes")}
    last = queries.plan_before(book.plan, among=Plan.objects.all())
    if last is None or last.status != Plan.Status.APPROVED:
        return []
    old = Workbook(last)
    rows = old.rows_of(OUTCOMES, "outcomes")
    taken = {row["_id"] for row in rows if carried_id(last.year.year, row["_id"]) in there}
    if not taken:
        return []
    return [
        _(
            "The outcome “%(outcome)s” of %(year)s has no result and no decision. Enter its progress, "
            "decide on it in the evaluation, or take it over."
        )
        % {"outcome": old.label_of(OUTCOMES, "outcomes", row), "year": last.year}
        for row, outcome in zip(rows, queries.of_plan(old), strict=True)
        if row["_id"] not in taken and not outcome.latest and not outcome.decision
    ]
