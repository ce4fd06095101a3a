"""Invites people, and gives and takes roles."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from celery import current_app
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from guardian.shortcuts import assign_perm, remove_perm
from kombu.exceptions import OperationalError as BrokerError

from cim_portal.lib.verdict import Refused
from monitoring.access import roles as access_roles
from monitoring.access import scope
from monitoring.access.who import Actor
from monitoring.ledger import ledger, lines
from monitoring.ledger.kinds import EventKind
from monitoring.ledger.models import Event
from monitoring.people import events, permissions, queries
from monitoring.people.models import LeaGrant, Organization, Person, RoleProposal
from monitoring.places.models import Lea, Selpa, State
from monitoring.work import jobs

INVITATION = gettext_lazy("""{by} invited you to the portal of Compliance and Improvement Monitoring.

Your roles:
{roles}

{way}
""")
FIRST_SIGN_IN = gettext_lazy("""Set your password here; the link can be used for {days} days:
{portal}{link}

After that, sign in with your email address at {portal}{login}
If the link has expired, ask for another one under “Forgot your password?” on that page.{elsewhere}""")
ELSEWHERE = gettext_lazy("""

Or go without a password: choose {services} at {portal}{login}
Use the account there that has this email address.""")
SIGN_IN = gettext_lazy("You have an account already. Sign in with your email address at {portal}{login}")


RESET = gettext_lazy("""Someone, probably you, asked to set a new password for your account at the portal of
Compliance and Improvement Monitoring. Set it here; the link can be used for {days} days:
{portal}{link}

If it was not you, leave this email alone: your password stays as it is.""")
UNKNOWN = gettext_lazy("""Someone, probably you, asked to set a new password for this address at the portal of
Compliance and Improvement Monitoring. No account has this address. Perhaps you were invited by another one:
search your email for the invitation.

Accounts are made by invitation. An approver of your LEA, a reviewer of your SELPA or the state invites you:
{portal}

If it was not you, leave this email alone.""")
CHANGED = gettext_lazy("""{sentence}, on {at} Pacific time.

If that was you, there is nothing to do. If it was not, set a new password now and tell the state’s administrators:
{portal}{reset}""")


class WrongOrganization(Refused):
    """The role belongs to another kind of organization."""


class HasRole(Refused):
    """The person holds the role in the organization already."""


class NoSuchDay(Refused):
    """The role ends and no day to come is given, or a day is given for a role that does not end."""


class HasNoRole(Refused):
    """The person does not hold the role in the organization; someone may have been faster."""


class Closed(Refused):
    """An operator closed the person's account."""


class NoNeed(Refused):
    """The person has answered the invitation, so that no other one is needed."""


@dataclass(frozen=True)
class Invited:
    """Who was invited, whether the account is new, and whether another administrator has to confirm the role first."""

    person: Person
    new: bool
    proposed: bool = False


def invite(
    *,
    email: str,
    name: str,
    role: str,
    organization: Organization,
    by: Actor,
    at: datetime,
    until: date | None = None,
) -> Invited:
    """Give the role to the person of that address, making the account where there is none, and mail the way in.

    A known person keeps their name. Raises NotYou, WrongOrganization, HasRole, NoSuchDay, Closed.
    """
    with transaction.atomic():
        person, new = Person.objects.get_or_create(
            email=email.strip().lower(), defaults={"name": name, "password": make_password(None)}
        )
        if not person.is_active:
            raise Closed(_("This address cannot be invited. Ask the state’s administrators."))
        if _holds(person, role, organization):
            raise HasRole(
                _("%(name)s has the role %(title)s in %(organization)s already.")
                % {"name": person.name, "title": access_roles.ROLES[role].title, "organization": organization}
            )
        if by is not None and isinstance(organization, State):
            propose(person=person, role=role, by=by, at=at)
            return Invited(person, new, proposed=True)
        give_role(person=person, role=role, organization=organization, by=by, at=at, until=until)
        jobs.enqueue("monitoring.mail_invitation", person, at=at, by=by)
    return Invited(person, new)


def propose(*, person: Person, role: str, by: Person, at: datetime) -> None:
    """Propose a role in the state, which another administrator confirms. Raises NotYou, HasRole."""
    state = State.objects.get()
    _insist(by, person, role, state)
    proposal, new = RoleProposal.objects.get_or_create(
        person=person, role=role, defaults={"proposed_by": by, "proposed_at": at}
    )
    if not new:
        raise HasRole(
            _("The role %(title)s was proposed for %(name)s already. Another administrator confirms it.")
            % {"name": person.name, "title": proposal.title}
        )
    _record(events.PROPOSED_ROLE, person, access_roles.ROLES[role], state, by=by, at=at)


def confirm_role(*, proposal: RoleProposal, by: Person, at: datetime) -> Person:
    """Give the role that another administrator proposed, and mail the way in. Raises NotYou, HasNoRole."""
    with transaction.atomic():
        found = _decided(proposal)
        if not (verdict := permissions.can_confirm_role(by, found)):
            raise ledger.NotYou(verdict.reason)
        give_role(person=found.person, role=found.role, organization=State.objects.get(), by=by, at=at)
        jobs.enqueue("monitoring.mail_invitation", found.person, at=at, by=by)
    return found.person


def refuse_role(*, proposal: RoleProposal, by: Person, at: datetime) -> Person:
    """Drop a proposal: another administrator's, or one's own. Raises NotYou, HasNoRole."""
    with transaction.atomic():
        found = _decided(proposal)
        if not (verdict := permissions.can_refuse_role(by, found)):
            raise ledger.NotYou(verdict.reason)
        _record(events.REFUSED_ROLE, found.person, access_roles.ROLES[found.role], State.objects.get(), by=by, at=at)
    return found.person


def _decided(proposal: RoleProposal) -> RoleProposal:
    """Return the proposal, locked and removed: a refusal of the caller brings it back. Raises HasNoRole."""
    found = RoleProposal.objects.select_for_update(of=("self",)).select_related("person").filter(pk=proposal.pk).first()
    if found is None:
        raise HasNoRole(_("Another administrator was faster: this proposal is decided already. Nothing was changed."))
    RoleProposal.objects.filter(pk=found.pk).delete()
    return found


def review_access(*, organization: Organization, by: Person, at: datetime) -> None:
    """Write down that the people with access to an organization were looked through. Raises NotYou."""
    if not (verdict := permissions.can_review_access(by, organization)):
        raise ledger.NotYou(verdict.reason)
    lea = organization if isinstance(organization, Lea) else None
    ledger.record(events.REVIEWED_ACCESS, organization, by=by, at=at, lea=lea)


def invite_again(*, person: Person, by: Person, at: datetime) -> None:
    """Mail the invitation once more to someone who has not answered it. Raises NotYou, NoNeed, Closed."""
    verdict = permissions.can_invite_people(by)
    if not verdict:
        raise ledger.NotYou(verdict.reason)
    if not person.is_active:
        raise Closed(
            _("The account of %(email)s is closed. An operator of the portal can open it again.")
            % {"email": person.email}
        )
    if person.has_answered:
        raise NoNeed(
            _("%(name)s has answered the invitation already, and can ask for a new password on the sign-in page.")
            % {"name": person.name}
        )
    with transaction.atomic():
        jobs.enqueue("monitoring.mail_invitation", person, at=at, by=by)
        ledger.record(events.INVITED_AGAIN, person, by=by, at=at)


def send_invitation(*, person: Person, by: Actor) -> None:
    """Mail the person's roles, and the link to set a password where none is set. Raises what the mail server raises."""
    words = {"portal": settings.PORTAL_URL, "login": reverse("account_login")}
    way = SIGN_IN.format(**words)
    if not person.has_usable_password():
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
        way = FIRST_SIGN_IN.format(**words, link=_password_link(person), days=days, elsewhere=_elsewhere(words))
    roles = "\n".join(f"- {role.title}, {role.place}" for role in queries.roles_of(person))
    EmailMessage(
        subject=_("Your invitation to the portal of Compliance and Improvement Monitoring"),
        body=INVITATION.format(by=one_line(str(by)) if by else _("The state"), roles=roles, way=way),
        to=[person.email],
    ).send()


def _elsewhere(words: dict[str, str]) -> str:
    """Say that one can sign in with a service too, where the portal knows one."""
    named = [service.name for service in settings.SIGN_IN_SERVICES.values()]
    return ELSEWHERE.format(**words, services=get_text_list(named, _("or"))) if named else ""


def request_account_mail(*, email: str, at: datetime) -> None:
    """Have the way to a new password mailed to the address; where no one has it, a mail that says so."""
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person:
        jobs.enqueue("monitoring.mail_reset", person, at=at)
    else:
        with suppress(BrokerError):  # no row is kept of an address that no one has
            current_app.send_task("monitoring.mail_unknown", kwargs={"email": email})


def send_reset(*, person: Person) -> None:
    """Mail the link to set a new password. Raises what the mail server raises."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
    body = RESET.format(portal=settings.PORTAL_URL, link=_password_link(person), days=days)
    EmailMessage(subject=_("Set a new password for the CIM portal"), body=body, to=[person.email]).send()


def send_unknown(*, email: str) -> None:
    """Mail to an address that no one has. Raises what the mail server raises."""
    body = UNKNOWN.format(portal=settings.PORTAL_URL)
    EmailMessage(subject=_("No account at the CIM portal has this address"), body=body, to=[email]).send()


def send_account_change(*, event: Event) -> None:
    """Mail to a person what happened to the account: another password, another factor. Raises what the mail server does.

    Of another address the one before is notified.
    """
    person = Person.objects.get(pk=event.subject_id)
    line = lines.line(event)
    body = CHANGED.format(
        sentence=" ".join([line.sentence, line.note]).strip(),
        at=date_format(localtime(event.at), "F j, Y, g:i a"),
        portal=settings.PORTAL_URL,
        reset=reverse("account_reset_password"),
    )
    address = str(event.values.get("address", person.email))
    EmailMessage(subject=_("Your account at the CIM portal was changed"), body=body, to=[address]).send()


def give_role(
    *, person: Person, role: str, organization: Organization, by: Actor, at: datetime, until: date | None = None
) -> None:
    """Give `person` the role in the organization, and write it down. Raises NotYou, WrongOrganization, NoSuchDay.

    `by` is None where the portal itself gives it, and then no one is asked. `until` is the last Pacific day of a role that
    ends, today at the earliest.
    """
    kind = access_roles.ROLES[role]
    if organization._meta.model_name != kind.on:
        raise WrongOrganization(
            _("%(title)s is a role in a %(on)s, not in %(organization)s.")
            % {"title": kind.title, "on": kind.on.upper(), "organization": organization}
        )
    if by is not None:
        _insist(by, person, role, organization)
    if kind.ends and (until is None or until < localdate(at)):
        raise NoSuchDay(_("%(title)s is a role that ends. Give its last day, today or later.") % {"title": kind.title})
    if until and not kind.ends:
        raise NoSuchDay(_("%(title)s is not a role that ends, so it has no last day.") % {"title": kind.title})
    with transaction.atomic():
        assign_perm(kind.codename, person, organization)
        if until:
            given = LeaGrant.objects.filter(user=person, content_object=organization.pk)
            given.filter(permission__codename=kind.codename).update(until=until)
        _record(events.GAVE_ROLE, person, kind, organization, by=by, at=at, until=until)
    scope.forget(person)


def _insist(by: Person, person: Person, role: str, organization: Organization) -> None:
    verdict = permissions.can_invite(by, organization, role) and permissions.can_give_to(by, person)
    if not verdict:
        raise ledger.NotYou(verdict.reason)


def take_role(*, person: Person, role: str, organization: Organization, by: Actor, at: datetime) -> None:
    """Take the role away, and write it down; what the person wrote stays theirs. Raises NotYou, HasNoRole.

    Two administrators cannot take each other's role at once: the organization is locked before anyone is asked.
    """
    kind = access_roles.ROLES[role]
    with transaction.atomic():
        type(organization)._base_manager.select_for_update().get(pk=organization.pk)
        if by is not None:
            scope.forget(by)
            verdict = permissions.can_take_role(by, person, role, organization)
            if not verdict:
                raise ledger.NotYou(verdict.reason)
        scope.forget(person)
        if not _holds(person, role, organization):
            raise HasNoRole(
                _("%(name)s does not have the role %(title)s in %(organization)s. Nothing was changed.")
                % {"name": person.name, "title": kind.title, "organization": organization}
            )
        remove_perm(kind.codename, person, organization)
        _record(events.TOOK_ROLE, person, kind, organization, by=by, at=at)
    scope.forget(person)


def end_roles(*, at: datetime) -> int:
    """Remove the roles of which the last day is over, and return how many these are."""
    over = LeaGrant.objects.filter(until__lt=localdate(at)).select_related("user", "permission", "content_object")
    ended = list(over.order_by("pk"))
    for grant in ended:
        role = access_roles.ROLE_OF_CODENAME[grant.permission.codename]
        take_role(person=grant.user, role=role, organization=grant.content_object, by=None, at=at)
    return len(ended)


def _record(
    what: EventKind,
    person: Person,
    kind: access_roles.Role,
    organization: Organization,
    *,
    by: Actor,
    at: datetime,
    until: date | None = None,
) -> None:
    values = {"role": kind.name, "organization": str(organization)}
    if until:
        values["until"] = until.isoformat()
    lea = organization if isinstance(organization, Lea) else None
    ledger.record(what, person, by=by, at=at, values=values, lea=lea)


def _holds(person: Person, role: str, organization: State | Selpa | Lea) -> bool:
    kind = access_roles.ROLES[role]
    return scope.Held(role, kind.on, organization.pk) in scope.held(person)


def one_line(text: str) -> str:
    """Return a name as a mail may hold it: in one line, no longer than a name is."""
    return " ".join(text.split())[:120]


def _password_link(person: Person) -> str:
    """Return the path where the person sets a password, with a key that the password, once set, makes void."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
