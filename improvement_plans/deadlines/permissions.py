"""Who asks for more time for a step, and who answers."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import YES, Verdict, no
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Step
from monitoring.access import scope
from monitoring.access.who import User


def can_see_extension(user: User, extension: Extension) -> Verdict:
    """Read what was asked and answered: everyone who may read the step."""
    return permissions.can_see_step(user, extension.step)


def can_ask(user: User, step: Step) -> Verdict:
    """Ask for more time: the LEA's approver, while the step waits for the LEA and has a due date."""
    if not (verdict := permissions.can_submit(user, step)):
        return verdict
    if queries.waits_for(step) != "lea":
        return no(_("This step does not wait for the LEA, so it needs no more time."))
    if step.due_on is None:
        return no(_("The state has not set a due date for this step yet."))
    return YES


def can_answer(user: User, extension: Extension) -> Verdict:
    """Grant more time, or not: the reviewers of the level."""
    if not (seen := can_see_extension(user, extension)):
        return seen
    wanted = frozenset().union(*(permissions.REVIEWERS[party] for party in queries.reviewers(extension.step)))
    if not scope.holds(user, wanted, lea=extension.lea):
        return no(_("Who reviews the step answers."))
    if extension.asked_by_id == user.pk:
        return no(_("You asked for it, so someone else answers."))
    return YES
