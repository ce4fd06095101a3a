"""Who may read the cells of many LEAs at once."""

from cim_portal.lib.verdict import HIDDEN, YES, Verdict
from monitoring.access import roles, scope
from monitoring.access.who import User


def can_see_cells(user: User, thing: object = None) -> Verdict:
    """Read the cells of the LEAs that one may see, as one list: everyone with a role that sees LEAs."""
    return YES if scope.roles(user) & roles.SEE_LEAS else HIDDEN
