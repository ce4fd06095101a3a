"""Who reads progress, and who enters it."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import YES, Verdict, no
from improvement_plans.plans import permissions
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan
from improvement_plans.progress import queries
from improvement_plans.progress.models import Entry, ProgressCheck
from monitoring.access import roles, scope
from monitoring.access.who import User


def can_see_check(user: User, check: ProgressCheck) -> Verdict:
    """Read a progress check: everyone who may read its plan."""
    return permissions.can_see_plan(user, check.plan)


def can_see_entry(user: User, entry: Entry) -> Verdict:
    """Read what was entered, and its file: everyone who may read the plan."""
    return permissions.can_see_plan(user, entry.check_of.plan)


def can_enter_check(user: User, check: ProgressCheck) -> Verdict:
    """Enter a progress check: those who enter progress of its plan."""
    return can_enter(user, check.plan)


def can_enter(user: User, plan: Plan) -> Verdict:
    """Enter progress, and set days for it: the LEA's own people, while the plan is carried out."""
    if not (seen := permissions.can_see_plan(user, plan)):
        return seen
    if not scope.holds(user, roles.LEA_STAFF, lea=plan.lea):
        return no(_("Only the LEA's own people enter progress. You can read it."))
    if plan.status == Plan.Status.CLOSED:
        return no(_("This plan is closed, so no progress is entered any more. What was entered stays readable."))
    if plan.status != Plan.Status.APPROVED:
        return no(_("Progress is entered once the plan is approved."))
    return YES


def can_end(user: User, plan: Plan) -> Verdict:
    """Close an evaluated plan: whoever reviews its steps last, but not who wrote the evaluation."""
    if not (seen := permissions.can_see_plan(user, plan)):
        return seen
    if plan.status == Plan.Status.CLOSED:
        return no(_("This plan is closed already."))
    party = plans_queries.reviewers_of(plan)[-1]
    if not scope.holds(user, permissions.REVIEWERS[party], lea=plan.lea):
        return no(_("The plan is closed by %(party)s, once it is evaluated.") % {"party": plans_queries.NAMES[party]})
    evaluation = queries.evaluation_of(plan)
    if evaluation and evaluation.by_id == user.pk:
        return no(_("You wrote the evaluation, so someone else closes the plan."))
    return YES
