"""One step exactly as it was submitted, with the names in it, for those who may read all of it."""

from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import loading, permissions, queries
from improvement_plans.plans.models import Submission
from improvement_plans.report.context import PlanContext, gather, whole
from improvement_plans.report.declaring import Report
from improvement_plans.signing import queries as signing
from improvement_plans.workbook.workbook import Workbook
from monitoring.access.who import User
from monitoring.files.models import Kept


def gather_submission(submission: Submission) -> PlanContext:
    """Return what the document of a submission says."""
    signed = _("Signed and submitted by %(by)s on %(at)s, submission %(round)s") % {
        "by": submission.by,
        "at": dates.moment(submission.at),
        "round": submission.round,
    }
    found = gather(
        submitted(submission, shows_small=True),
        [submission.step.number],
        title=title(submission),
        on=localdate(submission.at),
        signed=signed,
        printed=whole,
    )
    return replace(found, signatures=signing.signed(submission, names=True))


def submitted(submission: Submission, *, shows_small: bool) -> Workbook:
    """Return the plan with the step as it was submitted."""
    step = submission.step
    frozen = {slug: submission.answers.get(slug, {}) for slug in queries.titles(step)}
    return Workbook(step.plan, frozen=frozen, period=submission.period, as_of=submission.at, shows_small=shows_small)


def title(submission: Submission) -> str:
    """Return what the document of a submission is called."""
    step = submission.step
    words = {"year": step.plan.year, "number": step.number, "step": queries.title(step), "lea": step.plan.lea}
    return _("%(year)s Step %(number)s, %(step)s: %(lea)s") % words


def can_see_whole(user: User, submission: Submission) -> Verdict:
    """Read exactly what was submitted: those who may read all of the step."""
    return permissions.can_see_whole(user, submission.step)


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
    may_read=can_see_whole,
    context=gather_submission,
    template="improvement_plans/report/plan.html",
    file_name=_file_name,
    frozen=frozen,
    plan=lambda submission: submission.step.plan,
)
