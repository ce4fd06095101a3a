"""Who may read what of the ledger."""

from typing import Any

from cim_portal.lib.verdict import HIDDEN, YES, Verdict
from monitoring.access import scope


def can_see_changes(user: Any, thing: object = None) -> Verdict:
    """See how records were changed, also by hand: the state's administrators. It does not exist for others."""
    return YES if scope.is_administrator(user) else HIDDEN
