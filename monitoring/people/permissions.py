"""Who may see people, invite them, and give or remove a role."""

from typing import Any

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring.access import roles, scope
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa, State


def can_see_people(user: Any, thing: object = None) -> Verdict:
    """See who may do what: administrators, the staff of an LEA in theirs, reviewers in their SELPA and its LEAs."""
    seeing = roles.LEA_STAFF | roles.SELPA_STAFF | {"state_administrator"}
    return YES if scope.roles(user) & seeing else HIDDEN


def can_invite_people(user: Any, thing: object = None) -> Verdict:
    """Invite somebody at all: administrators, and the staff of an LEA."""
    if scope.is_administrator(user) or scope.roles(user) & roles.LEA_STAFF:
        return YES
    if can_see_people(user):
        return no("People are invited by a state administrator, and LEA editors by the staff of their LEA.")
    return HIDDEN


def can_invite(user: Any, organisation: State | Selpa | Lea, role: str) -> Verdict:
    """Give a role in an organisation: administrators any; the staff of an LEA that of an editor in it."""
    if scope.is_administrator(user):
        return YES
    if not can_invite_people(user):
        return can_invite_people(user)
    in_mine = isinstance(organisation, Lea) and _is_staff_of(user, organisation)
    if in_mine and role == "lea_editor":
        return YES
    if in_mine:
        return no(
            f"In your LEA you can invite LEA editors. A state administrator gives the role {roles.ROLES[role].title}."
        )
    return no("You can invite people to your own LEA. A state administrator invites to every other organisation.")


def can_take_role(user: Any, person: Person, role: str) -> Verdict:
    """Take a role away: administrators, but nobody their own role of administrator."""
    if not scope.is_administrator(user):
        return (
            no("Only a state administrator can take a role away. Ask one of them.") if can_see_people(user) else HIDDEN
        )
    if role == "state_administrator" and person.pk == user.pk:
        return no("You cannot take your own role of state administrator. Ask another administrator to do it.")
    return YES


def _is_staff_of(user: Any, lea: Lea) -> bool:
    return any(h.on == "lea" and h.organisation_id == lea.pk and h.role in roles.LEA_STAFF for h in scope.held(user))
