"""Who may do what that every subject asks for. Each answers with a verdict; the default is no."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring.access import roles, scope
from monitoring.access.who import User


def can_administer(user: User, thing: object = None) -> Verdict:
    """The state's administrators: open years, upload, determine, issue, edit rules and resources, invite people."""
    if scope.is_administrator(user):
        return YES
    if scope.is_state(user):
        return no(
            _("Only a state administrator can do this. Ask one of them, or read on: nothing here is closed to you.")
        )
    return HIDDEN


def can_monitor_state(user: User, thing: object = None) -> Verdict:
    """See all LEAs and the year's work: the state's monitors and administrators."""
    return YES if scope.is_state(user) else HIDDEN


def can_see_selpa(user: User, selpa: scope.HasKey) -> Verdict:
    """See a SELPA and its LEAs: its reviewers and the state's people."""
    return YES if scope.holds_selpa(user, selpa=selpa) else HIDDEN


def can_see_lea(user: User, lea: scope.AnLea) -> Verdict:
    """See what the portal holds of an LEA: everyone with a role for it."""
    return YES if scope.holds(user, roles.SEE_LEAS, lea=lea) else HIDDEN


def can_see_small_numbers(user: User, lea: scope.AnLea) -> Verdict:
    """See counts of fewer than 11 students: the LEA's own people, its SELPA's reviewers and the state's.

    A provider of technical assistance is none of them.
    """
    if scope.holds(user, roles.SEE_SMALL_NUMBERS, lea=lea):
        return YES
    return no(_("Counts of fewer than 11 students, and what would give them away, are hidden from you."))


def no_one(user: User, thing: object) -> Verdict:
    """Answer for moves that only the portal itself makes."""
    return HIDDEN


def can_use_portal(user: User, thing: object = None) -> Verdict:
    """Work in the portal: everyone who holds a role."""
    return YES if scope.held(user) else no(_("You have no role in the portal yet. Ask the person who invited you."))
