"""An approved amendment of a plan: what was and what is, without people's names and with small numbers hidden."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from improvement_plans.amendments import permissions, queries
from improvement_plans.amendments.models import Amendment
from improvement_plans.report.context import Amended, Context, amended
from improvement_plans.report.declaring import Report
from monitoring.files.models import Kept


@dataclass(frozen=True, kw_only=True)
class AmendmentContext(Context):
    """Everything that the document of an amendment says."""

    lea: str
    lea_code: str
    signed: str
    amendment: Amended


def gather_amendment(amendment: Amendment) -> AmendmentContext:
    """Return what the document of an amendment says."""
    plan, day = amendment.plan, localdate(amendment.moved_at)
    words = {"number": amendment.number, "year": plan.year, "lea": plan.lea}
    return AmendmentContext(
        title=_("Amendment %(number)s of the %(year)s Improvement Plan: %(lea)s") % words,
        subject=str(plan.lea.code),
        on=day,
        lea=plan.lea.as_of(plan.year_id).name,
        lea_code=plan.lea.code,
        signed=_("Approved on %(day)s") % {"day": dates.in_words(day)},
        amendment=amended(amendment),
    )


def frozen(amendment: Amendment, at: datetime) -> Kept | None:
    """Return the document of an approved amendment, drawn when it is first asked for; None before it is approved."""
    if amendment.status == Amendment.Status.APPROVED and amendment.pdf is None:
        amendment.pdf = REPORT.kept(amendment)
        amendment.save(update_fields=["pdf"])
    return amendment.pdf


REPORT = Report[Amendment](
    address="plans/<str:code>/<int:year>/amendments/<int:number>/amendment.pdf",
    page="amendment_report",
    load=queries.amendment,
    may_read=permissions.can_see,
    context=gather_amendment,
    template="improvement_plans/report/amendment.html",
    file_name=lambda one: f"amendment-{one.number}-{one.lea.code}-{one.plan.year}.pdf",
    frozen=frozen,
    plan=lambda one: one.plan,
)
