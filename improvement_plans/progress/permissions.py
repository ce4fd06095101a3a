"""Who reads progress, and who enters it."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import YES, Verdict, no
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Plan
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
