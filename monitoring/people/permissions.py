"""Who may see people, invite them, and give or remove a role."""

from collections.abc import Callable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, YES, Verdict, no
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.people.models import Organization, Person, RoleProposal
from monitoring.places.models import Lea, State


def can_see_people(user: User, thing: object = None) -> Verdict:
    """See who may do what: administrators, the staff of an LEA in theirs, reviewers in their SELPA and its LEAs."""
    return YES if scope.roles(user) & roles.SEE_PEOPLE else HIDDEN


def can_invite_people(user: User, thing: object = None) -> Verdict:
    """Invite someone at all: administrators, and those whose role invites others."""
    return YES if roles_to_give(user) else HIDDEN


def can_invite(user: User, organization: Organization, role: str) -> Verdict:
    """Give a role in an organization: administrators any; the others what their role invites where they have it."""
    if scope.is_administrator(user):
        return YES
    if not (verdict := can_invite_people(user)):
        return verdict
    given = _names(user, organization, lambda held: held.invites)
    if role in given:
        return YES
    if given:
        mine = get_text_list([str(roles.ROLES[name].title) for name in given], _("or"))
        return no(
            _("Here you can invite people as %(mine)s. A state administrator gives the role %(title)s.")
            % {"mine": mine, "title": roles.ROLES[role].title}
        )
    return no(
        _("You can invite people to your own organization. A state administrator invites to every other organization.")
    )


def can_give_to(user: User, person: Person) -> Verdict:
    """Give a role to a person: to anyone but oneself."""
    if person.pk == user.pk:
        return no(_("You cannot give a role to yourself. Ask someone else who may give it."))
    return YES


def can_confirm_role(user: User, proposal: RoleProposal) -> Verdict:
    """Confirm a role in the state: an administrator who neither proposed it nor gets it."""
    if not scope.is_administrator(user):
        return HIDDEN
    if user.pk == proposal.proposed_by_id:
        return no(_("You proposed this role, so another administrator confirms it."))
    return can_give_to(user, proposal.person)


def can_refuse_role(user: User, proposal: RoleProposal) -> Verdict:
    """Refuse a role in the state, or take back one's own proposal: an administrator."""
    return YES if scope.is_administrator(user) else HIDDEN


def can_take_roles(user: User, thing: object = None) -> Verdict:
    """Remove some role: administrators, and those whose role removes others."""
    if scope.is_administrator(user) or any(roles.ROLES[name].removes for name in scope.roles(user)):
        return YES
    if can_see_people(user):
        return no(_("A role is removed by an approver of the LEA, a reviewer of the SELPA, or a state administrator."))
    return HIDDEN


def can_take_role(user: User, person: Person, role: str, organization: Organization) -> Verdict:
    """Remove a role: administrators, the others where they work, reviewers the approvers of their LEAs too; no one the own
    role that lets them do it.
    """
    if not (verdict := can_take_roles(user)):
        return verdict
    if person.pk == user.pk and (role in roles.ADMINISTRATORS or roles.ROLES[role].removes):
        return no(
            _("You cannot remove your own role of %(title)s. Ask someone else who has it, or a state administrator.")
            % {"title": roles.ROLES[role].title}
        )
    if scope.is_administrator(user) or role in _names(user, organization, lambda held: held.removes):
        return YES
    return no(_("Ask a state administrator to remove this role."))


def can_review_access(user: User, organization: Organization) -> Verdict:
    """Confirm who has access to an organization: those who take roles away there."""
    if scope.is_administrator(user):
        return YES if isinstance(organization, State) else HIDDEN
    return YES if _names(user, organization, lambda held: held.removes, own=True) else HIDDEN


def roles_to_give(user: User) -> list[roles.Role]:
    """Return the roles that `user` gives somewhere: administrators all of them, the others those that theirs invite."""
    if scope.is_administrator(user):
        return list(roles.ROLES.values())
    invited = {name for held in scope.roles(user) for name in roles.ROLES[held].invites}
    return [role for role in roles.ROLES.values() if role.name in invited]


def _names(
    user: User, organization: Organization, of: Callable[[roles.Role], tuple[str, ...]], *, own: bool = False
) -> list[str]:
    """Return the roles of the organization's kind that `of` names, of the roles that `user` holds in the organization.

    Unless it has to be one's `own`, a role in the SELPA counts for its LEAs too.
    """
    kind = str(organization._meta.model_name)
    places = {(kind, organization.pk)}
    if isinstance(organization, Lea) and not own:
        places.add(("selpa", organization.selpa_id))
    named = {name for h in scope.held(user) if (h.on, h.organization_id) in places for name in of(roles.ROLES[h.role])}
    return [role.name for role in roles.ROLES.values() if role.name in named and role.on == kind]
