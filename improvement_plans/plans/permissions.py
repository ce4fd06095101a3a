"""Who may do what with plans and steps. Each answers with a verdict; the default is no."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan, Step
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.ledger.models import Event
from monitoring.places import reading

REVIEWERS = {"selpa": roles.SELPA_STAFF, "state": roles.STATE_STAFF}
_APPROVERS = frozenset({"lea_approver"})
_EDITABLE = {Step.Status.OPEN, Step.Status.RETURNED}
_UNDER_REVIEW = {Step.Status.SUBMITTED, Step.Status.APPROVED_BY_SELPA}


def can_see_plan(user: User, plan: Plan) -> Verdict:
    """Read a plan: everyone with a role for its LEA, and the SELPA that the LEA was in in the plan's year."""
    return reading.can_read_year(user, lea=plan.lea, year=plan.year_id)


def can_see_whole(user: User, step: Step) -> Verdict:
    """Read all of what was submitted: those who may see small numbers of the LEA; others read the public version."""
    if not (seen := can_see_step(user, step)):
        return seen
    if reading.can_see_small_numbers(user, lea=step.lea, year=step.plan.year_id):
        return YES
    return no(_("This document has names and small numbers. You can read the public version of it."))


def can_see_step(user: User, step: Step) -> Verdict:
    """Read a step: everyone who may read its plan."""
    return can_see_plan(user, step.plan)


def document_of(user: User, step: Step) -> str:
    """Return the name of the page with the version of a submission that this person may read."""
    return "submission" if can_see_whole(user, step) else "submission_public"


def can_edit(user: User, step: Step) -> Verdict:
    """Fill in a step: the LEA's own people, while it is open or returned."""
    if not (seen := can_see_step(user, step)):
        return seen
    if not scope.holds(user, roles.LEA_STAFF, lea=step.lea):
        return no(_("Only the LEA's own people fill in its steps. You can read it, and comment."))
    if step.plan.status == Plan.Status.CLOSED:
        return _closed()
    if step.status not in _EDITABLE:
        return no(
            _("This step is %(status)s, so it cannot be changed now.") % {"status": step.get_status_display().lower()}
        )
    return YES


def can_submit(user: User, step: Step) -> Verdict:
    """Sign and submit: the LEA's approver."""
    if not (seen := can_see_step(user, step)):
        return seen
    if not scope.holds(user, frozenset({"lea_approver"}), lea=step.lea):
        return no(_("Only an approver of the LEA signs and submits. Ask yours when the step is complete."))
    return _closed() if step.plan.status == Plan.Status.CLOSED else YES


def can_redact(user: User, step: Step) -> Verdict:
    """Redact the number of a student in earlier versions of a step: the LEA's approver, at any time."""
    if not (seen := can_see_step(user, step)):
        return seen
    if not scope.holds(user, _APPROVERS, lea=step.lea):
        return no(_("Only an approver of the LEA redacts the number of a student."))
    return YES


def can_comment(user: User, step: Step) -> Verdict:
    """Comment: everyone who may read the step and has a role for its LEA today."""
    if not (seen := can_see_step(user, step)):
        return seen
    if not scope.holds(user, roles.SEE_LEAS, lea=step.lea):
        return no(_("%(lea)s is in another SELPA now. You can read this year, and not comment.") % {"lea": step.lea})
    return YES


def can_review(user: User, step: Step) -> Verdict:
    """Return or approve: the reviewers on whom the step waits, the SELPA's first where the level names it."""
    if not (seen := can_see_step(user, step)):
        return seen
    if step.plan.status == Plan.Status.CLOSED:
        return _closed()
    turn = queries.reviewer_in_turn(step)
    if turn is None:
        return no(_("This step waits for the LEA, not for a reviewer."))
    if not scope.holds(user, REVIEWERS[turn], lea=step.lea):
        return no(_("This step waits for %(party)s.") % {"party": queries.NAMES[turn]})
    reason = why_someone_else(user, step)
    return no(reason) if reason else YES


def why_someone_else(user: User, step: Step) -> str:
    """Return why one of the reviewers in turn does not review the step, blank for everyone else: they submitted it, or
    approved it before, whatever other roles they hold."""
    turn = queries.reviewer_in_turn(step)
    if turn is None or not scope.holds(user, REVIEWERS[turn], lea=step.lea):
        return ""
    if step.submissions.filter(by_id=user.pk).exists():
        return _("You submitted this step, so someone else reviews it.")
    if step.status != Step.Status.APPROVED_BY_SELPA:
        return ""
    passed_on = Event.objects.of(step).filter(move="pass_on").order_by("-pk").first()
    if passed_on is not None and passed_on.by_id == user.pk:
        return _("You approved this step for the SELPA, so someone else decides for the state.")
    return ""


def can_follow_review(user: User, step: Step) -> Verdict:
    """Open the page of a review: the reviewers of the LEA, so that what one of them typed is shown again to them."""
    if can_see_step(user, step) and scope.holds(user, roles.SELPA_STAFF | roles.STATE_STAFF, lea=step.lea):
        return YES
    return can_review(user, step)


def can_see_findings(user: User, step: Step) -> Verdict:
    """Read what a review in progress has found so far: the reviewers; everyone else once it is decided."""
    if not (seen := can_see_step(user, step)):
        return seen
    if step.status not in _UNDER_REVIEW or scope.holds(user, roles.SELPA_STAFF | roles.STATE_STAFF, lea=step.lea):
        return YES
    return no(_("The reviewers' findings can be read once the step is returned or approved."))


def can_pass_on(user: User, step: Step) -> Verdict:
    """Approve for the SELPA where the state reviews after it."""
    if not (verdict := can_review(user, step)):
        return verdict
    return YES if queries.state_follows(step) else HIDDEN


def can_approve(user: User, step: Step) -> Verdict:
    """Approve as the last reviewer."""
    if not (verdict := can_review(user, step)):
        return verdict
    return HIDDEN if queries.state_follows(step) else YES


def can_reopen(user: User, step: Step) -> Verdict:
    """Reopen what was approved: a state administrator, with a reason."""
    if not (seen := can_see_step(user, step)):
        return seen
    if not scope.is_administrator(user):
        return HIDDEN
    return _closed() if step.plan.status == Plan.Status.CLOSED else YES


def can_begin_report(user: User, step: Step) -> Verdict:
    """Begin the report of the next period: the LEA's own people, once the last one is approved."""
    if not (seen := can_see_step(user, step)):
        return seen
    if not scope.holds(user, roles.LEA_STAFF, lea=step.lea) or not queries.is_report(step):
        return HIDDEN
    return _closed() if step.plan.status == Plan.Status.CLOSED else YES


def can_settle_plan(user: User, plan: Plan) -> Verdict:
    """Close a plan, or set it under a corrected letter: a state administrator, with a reason."""
    if not (seen := can_see_plan(user, plan)):
        return seen
    return YES if scope.is_administrator(user) else HIDDEN


def can_see_reviews(user: User, thing: object = None) -> Verdict:
    """See the list of what waits for review: SELPA reviewers and the state's people."""
    return YES if scope.roles(user) & (roles.SELPA_STAFF | roles.STATE_STAFF) else HIDDEN


def _closed() -> Verdict:
    return no(_("This plan is closed, so nothing in it is changed or decided any more. What was typed stays readable."))
