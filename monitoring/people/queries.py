"""Reads of people and their roles: rows in, frozen values out."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cim_portal.lib import dates, folding
from monitoring.access import roles as access_roles
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.ledger.models import Event
from monitoring.people import events, grants
from monitoring.people.models import Organization, Person
from monitoring.places.models import Lea, Selpa, State
from monitoring.places.queries import words_of_lea


@dataclass(frozen=True)
class RoleLine:
    """One role of a person, called by its title and the day on which it ends, if it does; with the organization, its code, and
    its name with the code."""

    name: str
    title: str
    organization: Organization
    code: str
    place: str


@dataclass(frozen=True)
class PersonLine:
    """A person in the list, with the roles that the reader may know of."""

    pk: int
    name: str
    email: str
    roles: tuple[RoleLine, ...]
    last_login: datetime | None
    has_answered: bool
    is_active: bool


def visible_people(user: User) -> QuerySet[Person]:
    """Return the people of whom `user` may know a role, an administrator all of them."""
    if scope.is_administrator(user):
        return Person.objects.all()
    return Person.objects.filter(_holding(grants.granted(user)))


def people_found(user: User, *, words: str = "", role: str = "") -> QuerySet[Person]:
    """Return the visible people by name: those in whose name, address or organization the words occur, and who hold the
    role. An organization is found by its name or its code, an LEA by its SELPA and by the 14 digits of its code too."""
    found = visible_people(user).order_by("name", "email")
    known = grants.granted(user)
    if words:
        found = found.filter(folding.containing(words, "name", "email") | _holding(_where(known, words)))
    if role in access_roles.ROLES:
        codename = access_roles.ROLES[role].codename
        found = found.filter(_holding({on: rows.filter(permission__codename=codename) for on, rows in known.items()}))
    return found


def silent(people: QuerySet[Person]) -> QuerySet[Person]:
    """Return those of the people who were invited, and have neither set a password nor signed in."""
    return people.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)


def invited_again(people: Iterable[Person], *, since: datetime) -> set[int]:
    """Return the keys of those of the people to whom the invitation was sent again after `since`."""
    again = Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(Person), move=events.INVITED_AGAIN.name, at__gt=since
    )
    return set(again.filter(subject_id__in=[person.pk for person in people]).values_list("subject_id", flat=True))


def person_lines(people: Iterable[Person], *, to: User) -> list[PersonLine]:
    """Return the people with the roles that `to` may know of; three queries, however many people."""
    people = list(people)
    roles = _roles(people, grants.granted(to))
    return [
        PersonLine(
            pk=person.pk,
            name=person.name,
            email=person.email,
            roles=tuple(roles[person.pk]),
            last_login=person.last_login,
            has_answered=person.has_answered,
            is_active=person.is_active,
        )
        for person in people
    ]


def roles_of(person: Person) -> list[RoleLine]:
    """Return every role of a person: for the person alone, or for an administrator."""
    return _roles([person], grants.every_grant())[person.pk]


def organization(code: str, *, to: User) -> Organization | None:
    """Return what has the code: CA the state, four digits a SELPA, seven or fourteen an LEA; None where `to` may not see it."""
    found: Organization | None
    if code.upper() == "CA":
        found = State.objects.filter(code="CA").first()
        return found if scope.is_state(to) else None
    if len(code) == 4:
        return Selpa.objects.visible_to(to).filter(code=code).first()
    return Lea.objects.visible_to(to).filter(**{"cds_code" if len(code) == 14 else "code": code}).first()


def organizations_of_staff(user: User) -> list[Organization]:
    """Return the LEAs and SELPAs in which `user` has a role that gives others, by name."""
    held = [h for h in scope.held(user) if access_roles.ROLES[h.role].invites]
    selpas = Selpa.objects.filter(pk__in=[h.organization_id for h in held if h.on == "selpa"]).order_by("name")
    leas = Lea.objects.filter(pk__in=[h.organization_id for h in held if h.on == "lea"]).order_by("name")
    return [*selpas, *leas]


def _roles(people: list[Person], known: dict[str, grants.Grants]) -> dict[int, list[RoleLine]]:
    roles: dict[int, list[RoleLine]] = defaultdict(list)
    for rows in known.values():
        for row in rows.filter(user__in=people).select_related("permission", "content_object").order_by("pk"):
            role, where = grants.role_of(row), row.content_object
            title, until = str(role.title), getattr(row, "until", None)  # which roles in LEAs alone can have
            if until:
                title = _("%(title)s until %(day)s") % {"title": title, "day": dates.in_words(until)}
            roles[row.user_id].append(RoleLine(role.name, title, where, where.code, f"{where} ({where.code})"))
    return roles


def _where(known: dict[str, grants.Grants], words: str) -> dict[str, grants.Grants]:
    """Return the grants in the organizations that the words are about."""

    def named(path: str) -> Q:
        return folding.containing(words, f"{path}name") | Q(**{f"{path}code": words})

    of_lea = words_of_lea(words, path="content_object__") | Q(content_object__selpa__code=words)
    about = {"state": named("content_object__"), "selpa": named("content_object__"), "lea": of_lea}
    return {on: rows.filter(about[on]) for on, rows in known.items()}


def _holding(rows: dict[str, grants.Grants]) -> Q:
    holding = Q(pk__in=[])
    for grant in rows.values():
        holding |= Q(pk__in=grant.values("user"))
    return holding
