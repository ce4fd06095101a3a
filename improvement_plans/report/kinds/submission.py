"""One step as it was submitted."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Submission
from improvement_plans.report.context import PlanContext, gather
from improvement_plans.report.declaring import Report
from improvement_plans.workbook.workbook import Workbook
from monitoring.access.who import User
from monitoring.files.models import Kept


def gather_submission(submission: Submission) -> PlanContext:
    """Return what the document of a submission says."""
    step = submission.step
    frozen = {slug: submission.answers.get(slug, {}) for slug in queries.titles(step)}
    return gather(
        Workbook(step.plan, frozen=frozen, period=submission.period),
        [step.number],
        title=_("%(year)s Step %(number)s, %(step)s: %(lea)s")
        % {"year": step.plan.year, "number": step.number, "step": queries.title(step), "lea": step.plan.lea},
        on=localdate(submission.at),
        signed=_("Signed and submitted on %(at)s, submission %(round)s")
        % {"at": dates.moment(submission.at), "round": submission.round},
    )


def can_see_submission(user: User, submission: Submission) -> Verdict:
    """Read what was submitted: everyone who may read the step."""
    return permissions.can_see_step(user, submission.step)


def frozen(submission: Submission, at: datetime) -> Kept:
    """Return the dated PDF of what was submitted, drawn now where no worker has drawn it yet; drawn already, it stays."""
    if submission.pdf is None:
        submission.pdf = REPORT.kept(submission)
        submission.save(update_fields=["pdf"])
    return submission.pdf


def _file_name(submission: Submission) -> str:
    step = submission.step
    return f"step-{step.number}-{step.lea.code}-{step.plan.year}-{submission.round}.pdf"


REPORT = Report[Submission](
    address="plans/<str:code>/<int:year>/step/<int:number>/submission/<int:round>.pdf",
    page="submission",
    load=loading.submission,
    may_read=can_see_submission,
    context=gather_submission,
    template="improvement_plans/report/plan.html",
    file_name=_file_name,
    frozen=frozen,
    plan=lambda submission: submission.step.plan,
)
