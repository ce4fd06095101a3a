"""Who amends an approved plan, and who decides."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from improvement_plans.amendments import queries
from improvement_plans.amendments.models import Amendment, AmendmentFile
from improvement_plans.plans import permissions
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan
from monitoring.access import roles, scope
from monitoring.access.who import User

Status = Amendment.Status


def can_see(user: User, amendment: Amendment) -> Verdict:
    """Read an amendment: everyone who may read the plan."""
    return permissions.can_see_plan(user, amendment.plan)


def can_see_file(user: User, file: AmendmentFile) -> Verdict:
    """Read a file of an amendment: everyone who may read the plan."""
    return can_see(user, file.amendment)


def can_begin(user: User, plan: Plan) -> Verdict:
    """Begin an amendment: the LEA's own people, of an approved plan."""
    if not (seen := permissions.can_see_plan(user, plan)):
        return seen
    if not scope.holds(user, roles.LEA_STAFF, lea=plan.lea):
        return no(_("Only the LEA's own people amend its plan. You can read it."))
    return _alive(plan)


def can_write(user: User, amendment: Amendment) -> Verdict:
    """Change what an amendment says: the LEA's own people, until it is submitted."""
    if not (verdict := can_begin(user, amendment.plan)):
        return verdict
    if amendment.status not in (Status.DRAFTING, Status.RETURNED):
        words = {"status": amendment.get_status_display().lower()}
        return no(_("This amendment is %(status)s, so it cannot be changed now.") % words)
    return YES


def can_submit(user: User, amendment: Amendment) -> Verdict:
    """Submit an amendment or withdraw it: the LEA's approver."""
    if not (seen := can_see(user, amendment)):
        return seen
    if not scope.holds(user, frozenset({"lea_approver"}), lea=amendment.lea):
        return no(_("Only an approver of the LEA submits or withdraws an amendment."))
    return _alive(amendment.plan)


def can_review(user: User, amendment: Amendment) -> Verdict:
    """Return an amendment, or do not approve it: the reviewers on whom it waits, as of the plan's steps."""
    if not (seen := can_see(user, amendment)):
        return seen
    if not (alive := _alive(amendment.plan)):
        return alive
    turn = queries.reviewer_in_turn(amendment)
    if turn is None:
        return no(_("This amendment does not wait for a reviewer."))
    if not scope.holds(user, queries.REVIEWERS[turn], lea=amendment.lea):
        return no(_("This amendment waits for %(party)s.") % {"party": plans_queries.NAMES[turn]})
    if user.pk in (amendment.submitted_by_id, amendment.passed_on_by_id):
        return no(_("You submitted or approved this amendment before, so someone else decides."))
    return YES


def can_pass_on(user: User, amendment: Amendment) -> Verdict:
    """Approve an amendment for the SELPA where the state reviews after it."""
    if not (verdict := can_review(user, amendment)):
        return verdict
    return YES if queries.state_follows(amendment) else HIDDEN


def can_approve(user: User, amendment: Amendment) -> Verdict:
    """Approve an amendment as the last reviewer."""
    if not (verdict := can_review(user, amendment)):
        return verdict
    return HIDDEN if queries.state_follows(amendment) else YES


def _alive(plan: Plan) -> Verdict:
    if plan.status == Plan.Status.CLOSED:
        return no(_("This plan is closed, so it is not amended any more. Everything in it stays readable."))
    if plan.status != Plan.Status.APPROVED:
        return no(_("The plan is being written. Change it there; an amendment is for an approved plan."))
    return YES
