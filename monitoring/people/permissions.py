"""Who may see people, invite them, and give or remove a role."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.people.models import Person
from monitoring.places.models import Lea, Selpa, State


def can_see_people(user: User, thing: object = None) -> Verdict:
    """See who may do what: administrators, the staff of an LEA in theirs, reviewers in their SELPA and its LEAs."""
    return YES if scope.roles(user) & roles.SEE_PEOPLE else HIDDEN


def can_invite_people(user: User, thing: object = None) -> Verdict:
    """Invite someone at all: administrators, and the staff of an LEA."""
    if roles_to_give(user):
        return YES
    if can_see_people(user):
        return no(_("People are invited by a state administrator, and LEA editors by the staff of their LEA."))
    return HIDDEN


def can_invite(user: User, organization: State | Selpa | Lea, role: str) -> Verdict:
    """Give a role in an organization: administrators any; the staff of an LEA that of an editor in it."""
    if scope.is_administrator(user):
        return YES
    if not can_invite_people(user):
        return can_invite_people(user)
    given = _given_in(user, organization) if isinstance(organization, Lea) else ()
    if role in given:
        return YES
    if given:
        mine = get_text_list([str(roles.ROLES[name].title) for name in given], _("or"))
        return no(
            _("In your LEA you can invite people as %(mine)s. A state administrator gives the role %(title)s.")
            % {"mine": mine, "title": roles.ROLES[role].title}
        )
    return no(_("You can invite people to your own LEA. A state administrator invites to every other organization."))


def can_take_role(user: User, person: Person, role: str) -> Verdict:
    """Take a role away: administrators, but none their own role of administrator."""
    if not scope.is_administrator(user):
        return (
            no(_("Only a state administrator can take a role away. Ask one of them."))
            if can_see_people(user)
            else HIDDEN
        )
    if role in roles.ADMINISTRATORS and person.pk == user.pk:
        return no(_("You cannot take your own role of state administrator. Ask another administrator to do it."))
    return YES


def roles_to_give(user: User) -> list[roles.Role]:
    """Return the roles that `user` gives somewhere: administrators all of them, the others those that theirs invite."""
    if scope.is_administrator(user):
        return list(roles.ROLES.values())
    invited = {name for held in scope.roles(user) for name in roles.ROLES[held].invites}
    return [role for role in roles.ROLES.values() if role.name in invited]


def _given_in(user: User, lea: Lea) -> list[str]:
    """Return the names of the roles that `user` gives in an LEA, by the roles held in the LEA itself."""
    held = [h.role for h in scope.held(user) if h.on == "lea" and h.organization_id == lea.pk]
    invited = {name for role in held for name in roles.ROLES[role].invites}
    return [name for name in roles.ROLES if name in invited]
