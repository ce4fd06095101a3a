"""One step as it was submitted, without people's names and with small numbers hidden: for everyone who may read the step."""

from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans import loading, permissions
from improvement_plans.plans.models import Submission
from improvement_plans.report.context import PlanContext, gather, public
from improvement_plans.report.declaring import Report
from improvement_plans.report.kinds.submission import submitted, title
from improvement_plans.signing import queries as signing
from monitoring.access.who import User
from monitoring.files.models import Kept


def gather_public(submission: Submission) -> PlanContext:
    """Return what the public version of a submission says."""
    found = gather(
        submitted(submission, shows_small=False),
        [submission.step.number],
        title=title(submission),
        on=localdate(submission.at),
        signed=_("Signed and submitted on %(at)s, submission %(round)s. Public version: without names of people.")
        % {"at": dates.moment(submission.at), "round": submission.round},
        printed=public,
    )
    return replace(found, signatures=signing.signed(submission, names=False))


def can_see_submission(user: User, submission: Submission) -> Verdict:
    """Read the public version of what was submitted: everyone who may read the step."""
    return permissions.can_see_step(user, submission.step)


def frozen(submission: Submission, at: datetime) -> Kept:
    """Return the public version of what was submitted, drawn when it is first asked for; drawn already, it stays."""
    if submission.public_pdf is None:
        submission.public_pdf = REPORT.kept(submission)
        submission.save(update_fields=["public_pdf"])
    return submission.public_pdf


def _file_name(submission: Submission) -> str:
    step = submission.step
    return f"step-{step.number}-{step.lea.code}-{step.plan.year}-{submission.round}-public.pdf"


REPORT = Report[Submission](
    address="plans/<str:code>/<int:year>/step/<int:number>/submission/<int:round>/public.pdf",
    page="submission_public",
    load=loading.submission,
    may_read=can_see_submission,
    context=gather_public,
    template="improvement_plans/report/plan.html",
    file_name=_file_name,
    frozen=frozen,
    plan=lambda submission: submission.step.plan,
)
