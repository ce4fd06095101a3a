"""Who sees preliminary figures, contests them, and answers."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from determinations.preliminary.models import REVIEW, Contest
from monitoring.access import scope
from monitoring.access.permissions import can_administer
from monitoring.access.who import User

APPROVERS = frozenset({"lea_approver"})


def can_review(user: User, lea: scope.AnLea) -> Verdict:
    """See the preliminary figures of an LEA: its own staff, its SELPA's reviewers and the state's people."""
    return YES if scope.holds(user, REVIEW, lea=lea) else HIDDEN


def can_contest(user: User, lea: scope.AnLea) -> Verdict:
    """Contest an element: the LEA's approver."""
    if seen := can_review(user, lea):
        if scope.holds(user, APPROVERS, lea=lea):
            return YES
        return no(_("Only an approver of the LEA can contest an element."))
    return seen


def can_see_contest(user: User, contest: Contest) -> Verdict:
    """Read what an LEA contests: who may see its preliminary figures."""
    return can_review(user, contest.lea)


def can_answer(user: User, contest: Contest) -> Verdict:
    """Answer what an LEA contests: the state's administrators."""
    return can_administer(user, contest)
