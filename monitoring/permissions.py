"""Who may do what with years, people, resources and files. Each answers with a verdict; the default is no."""

from typing import Any

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring import grants
from monitoring.models import Lea, Selpa


def can_administer(user: Any, thing: object = None) -> Verdict:
    """Open years, upload, determine, issue, edit rules and resources, invite people: the state's administrators."""
    if grants.is_administrator(user):
        return YES
    if grants.is_state(user):
        return no("Only a state administrator can do this. Ask one of them, or read on: nothing here is closed to you.")
    return HIDDEN


def can_monitor_state(user: Any, thing: object = None) -> Verdict:
    """See all LEAs and the year's work: the state's monitors and administrators."""
    return YES if grants.is_state(user) else HIDDEN


def can_see_selpa(user: Any, selpa: Selpa) -> Verdict:
    """See a SELPA and its LEAs: its reviewers and the state's people."""
    return YES if grants.holds_selpa(user, selpa=selpa) else HIDDEN


def can_see_lea(user: Any, lea: Lea) -> Verdict:
    """See what the portal holds of an LEA: everyone with a role for it."""
    return YES if grants.holds(user, grants.EVERY_ROLE, lea=lea) else HIDDEN


def can_use_portal(user: Any, thing: object = None) -> Verdict:
    """Work in the portal: everyone who holds a role."""
    return YES if grants.held(user) else no("You have no role in the portal yet. Ask the person who invited you.")
