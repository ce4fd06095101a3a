"""Who may do what with years, people, resources and files. Each answers with a verdict; the default is no."""

from typing import Any

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring import grants
from monitoring.models import Lea, Person, Selpa, State


def can_administer(user: Any, thing: object = None) -> Verdict:
    """The state's administrators: open years, upload, determine, issue, edit rules and resources, invite people."""
    if grants.is_administrator(user):
        return YES
    if grants.is_state(user):
        return no("Only a state administrator can do this. Ask one of them, or read on: nothing here is closed to you.")
    return HIDDEN


def can_monitor_state(user: Any, thing: object = None) -> Verdict:
    """See all LEAs and the year's work: the state's monitors and administrators."""
    return YES if grants.is_state(user) else HIDDEN


def can_see_selpa(user: Any, selpa: grants.HasKey) -> Verdict:
    """See a SELPA and its LEAs: its reviewers and the state's people."""
    return YES if grants.holds_selpa(user, selpa=selpa) else HIDDEN


def can_see_lea(user: Any, lea: grants.AnLea) -> Verdict:
    """See what the portal holds of an LEA: everyone with a role for it."""
    return YES if grants.holds(user, grants.EVERY_ROLE, lea=lea) else HIDDEN


def can_see_small_numbers(user: Any, lea: grants.AnLea) -> Verdict:
    """See counts of fewer than 11 students: the LEA's own people, its SELPA's reviewers and the state's.

    A provider of technical assistance is none of them.
    """
    own = grants.LEA_STAFF | grants.SELPA_STAFF | grants.STATE_STAFF
    if grants.holds(user, own, lea=lea):
        return YES
    return no("Counts of fewer than 11 students, and what would give them away, are hidden from you.")


def nobody(user: Any, thing: object) -> Verdict:
    """Answer for moves that only the portal itself makes."""
    return HIDDEN


def can_use_portal(user: Any, thing: object = None) -> Verdict:
    """Work in the portal: everyone who holds a role."""
    return YES if grants.held(user) else no("You have no role in the portal yet. Ask the person who invited you.")


def can_see_people(user: Any, thing: object = None) -> Verdict:
    """See who may do what: administrators, the staff of an LEA in theirs, reviewers in their SELPA and its LEAs."""
    seeing = grants.LEA_STAFF | grants.SELPA_STAFF | {"state_administrator"}
    return YES if grants.roles(user) & seeing else HIDDEN


def can_invite_people(user: Any, thing: object = None) -> Verdict:
    """Invite somebody at all: administrators, and the staff of an LEA."""
    if grants.is_administrator(user) or grants.roles(user) & grants.LEA_STAFF:
        return YES
    if can_see_people(user):
        return no("People are invited by a state administrator, and LEA editors by the staff of their LEA.")
    return HIDDEN


def can_invite(user: Any, organisation: State | Selpa | Lea, role: str) -> Verdict:
    """Give a role in an organisation: administrators any; the staff of an LEA that of an editor in it."""
    if grants.is_administrator(user):
        return YES
    if not can_invite_people(user):
        return can_invite_people(user)
    in_mine = isinstance(organisation, Lea) and _is_staff_of(user, organisation)
    if in_mine and role == "lea_editor":
        return YES
    if in_mine:
        return no(
            f"In your LEA you can invite LEA editors. A state administrator gives the role {grants.ROLES[role].title}."
        )
    return no("You can invite people to your own LEA. A state administrator invites to every other organisation.")


def can_take_role(user: Any, person: Person, role: str) -> Verdict:
    """Take a role away: administrators, but nobody their own role of administrator."""
    if not grants.is_administrator(user):
        return (
            no("Only a state administrator can take a role away. Ask one of them.") if can_see_people(user) else HIDDEN
        )
    if role == "state_administrator" and person.pk == user.pk:
        return no("You cannot take your own role of state administrator. Ask another administrator to do it.")
    return YES


def _is_staff_of(user: Any, lea: Lea) -> bool:
    return any(h.on == "lea" and h.organisation_id == lea.pk and h.role in grants.LEA_STAFF for h in grants.held(user))
