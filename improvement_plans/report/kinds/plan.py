"""The improvement plan, approved or as it is being written."""

from django.utils.timezone import localdate

from cim_portal.lib import dates
from improvement_plans.plans import loading, permissions
from improvement_plans.plans.models import Plan
from improvement_plans.report.context import PlanContext, gather
from improvement_plans.report.declaring import Report
from improvement_plans.workbook.workbook import Workbook


def gather_plan(plan: Plan) -> PlanContext:
    """Return what the document of a plan says as it is: approved, or still being written."""
    book = Workbook(plan)
    approved = localdate(plan.approved_at) if plan.approved_at else None
    return gather(
        book,
        [step.number for step in book.definition.steps_for(plan.level)],
        title=f"{plan.year} Improvement Plan: {plan.lea}",
        on=approved or localdate(plan.opened_at),
        signed=f"Approved on {dates.in_words(approved)}"
        if approved
        else "Not approved: the plan as it is being written",
    )


REPORT = Report[Plan](
    address="plans/<str:code>/<int:year>/report.pdf",
    page="plan_report",
    load=loading.plan,
    may_read=permissions.can_see_plan,
    context=gather_plan,
    template="improvement_plans/report/plan.html",
    file_name=lambda plan: f"improvement-plan-{plan.lea.code}-{plan.year}.pdf",
    frozen=lambda plan: plan.report,
    plan=lambda plan: plan,
)
