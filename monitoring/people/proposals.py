"""Roles in the state that wait for a second administrator."""

from cim_portal.lib.verdict import Verdict
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.people import permissions
from monitoring.people.models import RoleProposal


def waiting(user: User) -> list[tuple[RoleProposal, Verdict]]:
    """Return the roles in the state that wait for a second administrator, each with whether `user` may confirm it."""
    if not scope.is_administrator(user):
        return []
    found = RoleProposal.objects.select_related("person", "proposed_by").order_by("proposed_at", "pk")
    return [(proposal, permissions.can_confirm_role(user, proposal)) for proposal in found]
