"""Who names those who sign, who signs, and who reads a signature page."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import YES, Verdict, no
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Step
from improvement_plans.signing.models import Signature
from improvement_plans.signing.queries import Line
from monitoring.access import scope
from monitoring.access.who import User


def can_name(user: User, step: Step) -> Verdict:
    """Name who signs a step: those who fill it in."""
    return permissions.can_edit(user, step)


def can_sign(user: User, step: Step, line: Line) -> Verdict:
    """Sign a step in an office: the person named for it, with one of its roles, for themselves alone."""
    if not (seen := permissions.can_see_step(user, step)):
        return seen
    if line.signer is None or line.signer.person_id != user.pk:
        return no(_("Only the person named for it signs here."))
    if not scope.holds(user, line.office.roles, lea=step.lea):
        return no(_("Your account does not have the role any more that signs here."))
    return is_open(step)


def can_sign_by_page(user: User, step: Step) -> Verdict:
    """Upload a signature page: the LEA's approver, while the step is filled in."""
    if not (verdict := permissions.can_submit(user, step)):
        return verdict
    return is_open(step)


def can_read_page(user: User, signature: Signature) -> Verdict:
    """Read a signature page, which has names: those who may read all of the step."""
    return permissions.can_see_whole(user, signature.step)


def is_open(step: Step) -> Verdict:
    """Say whether a step is signed now: while the LEA fills it in."""
    if step.plan.status == step.plan.Status.CLOSED:
        return no(_("This plan is closed, so nothing is signed any more."))
    if step.status not in (Step.Status.OPEN, Step.Status.RETURNED):
        return no(_("This step was submitted, so nothing is signed now."))
    return YES
