"""Who sees how the portal itself is doing, and who has it try again."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring.access import scope
from monitoring.access.who import User


def can_see_operations(user: User, thing: object = None) -> Verdict:
    """See the queue, mails with their addresses, and what failed: the state's administrators."""
    if scope.is_administrator(user):
        return YES
    return no(_("Only a state administrator sees this page.")) if scope.is_state(user) else HIDDEN


def can_retry_jobs(user: User, thing: object = None) -> Verdict:
    """Have work that failed tried again: the state's administrators."""
    if scope.is_administrator(user):
        return YES
    return no(_("Only a state administrator has work tried again.")) if scope.is_state(user) else HIDDEN
