"""The improvement plan, approved or as it is being written."""

from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from improvement_plans.amendments import queries as amendments
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Plan
from improvement_plans.report import summary
from improvement_plans.report.context import PlanContext, amended, closed, gather, public
from improvement_plans.report.declaring import Report
from improvement_plans.workbook.workbook import Workbook
from monitoring.files.models import Kept

_DRAWN = (Plan.Status.APPROVED, Plan.Status.CLOSED)


def gather_plan(plan: Plan) -> PlanContext:
    """Return what the document of a plan says as it is: approved, or still being written."""
    book = Workbook(plan)
    approved = localdate(plan.approved_at) if plan.approved_at else None
    found = gather(
        book,
        [step.number for step in book.definition.steps_for(plan.level) if step.number not in queries.reports(plan)],
        title=_("%(year)s Improvement Plan: %(lea)s") % {"year": plan.year, "lea": plan.lea},
        on=approved or localdate(plan.opened_at),
        signed=_("Approved on %(approved)s") % {"approved": dates.in_words(approved)}
        if approved
        else _("Not approved: the plan as it is being written"),
        printed=public,
    )
    return replace(
        found,
        closed=closed(plan),
        summary=summary.of(book, named=False),
        amendments=[amended(one) for one in amendments.in_force(plan)],
    )


def frozen(plan: Plan, at: datetime) -> Kept | None:
    """Return the report of a plan that was approved, drawn at `at` where it was not yet; None for any other plan.

    A plan that was reopened or closed while it was drawn keeps none of that.
    """
    if plan.status in _DRAWN and plan.approved_at and plan.report_id is None:
        report = REPORT.kept(plan)
        as_drawn = Plan.objects.filter(
            pk=plan.pk,
            status=plan.status,
            approved_at=plan.approved_at,
            amended_at=plan.amended_at,
            report=None,
        )
        as_drawn.update(report=report, report_at=at)
        plan.refresh_from_db(fields=["report", "report_at"])
    return plan.report


REPORT = Report[Plan](
    address="plans/<str:code>/<int:year>/report.pdf",
    page="plan_report",
    load=loading.plan,
    may_read=permissions.can_see_plan,
    context=gather_plan,
    template="improvement_plans/report/plan.html",
    file_name=lambda plan: f"improvement-plan-{plan.lea.code}-{plan.year}.pdf",
    frozen=frozen,
    plan=lambda plan: plan,
)
