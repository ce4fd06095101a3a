"""Who may read what of the ledger."""

from cim_portal.lib.verdict import HIDDEN, YES, Verdict
from monitoring.access import scope
from monitoring.access.who import User


def can_see_changes(user: User, thing: object = None) -> Verdict:
    """See how records were changed, also by hand: the state's administrators, and auditors. It is hidden from others."""
    return YES if scope.is_administrator(user) or scope.is_auditor(user) else HIDDEN
