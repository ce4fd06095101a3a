"""Roles that end together: several people are chosen, each role is looked at, and all of them end or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused, Verdict
from monitoring.access import roles as access_roles
from monitoring.people import grants, permissions, queries, services
from monitoring.people.models import Organization, Person
from monitoring.people.queries import RoleLine

MOST = 200  # people at once


@dataclass(frozen=True)
class Ending:
    """A role of a person that could end: whether who looks may end it, and how the form names it."""

    person: Person
    role: RoleLine
    verdict: Verdict

    @property
    def key(self) -> str:
        """How the form names it."""
        return f"{self.person.pk} {self.role.name} {self.role.code}"


def chosen(pks: Iterable[str], *, by: Person) -> list[Person]:
    """Return the people of these keys of whom `by` may know, by name. Raises Refused where they are too many."""
    keys = {int(pk) for pk in pks if pk.isascii() and pk.isdigit() and len(pk) < 10}
    if len(keys) > MOST:
        raise Refused(_("Choose at most %(most)s people at once.") % {"most": MOST})
    return list(queries.visible_people(by).filter(pk__in=keys).order_by("name", "email"))


def endings(people: Sequence[Person], *, by: Person) -> list[Ending]:
    """Return every role of the people that `by` knows of, with whether `by` may end it."""
    by_pk = {person.pk: person for person in people}
    return [
        Ending(by_pk[line.pk], role, permissions.can_take_role(by, by_pk[line.pk], role.name, role.organization))
        for line in queries.person_lines(people, to=by)
        for role in line.roles
    ]


def left_without(found: Sequence[Ending]) -> list[tuple[Organization, str]]:
    """Return the organizations in which no one would decide any more if all these roles ended, with the role's title."""
    ending = [one for one in found if one.verdict and one.role.name in access_roles.DECIDE]
    without = []
    for organization, name in sorted({(one.role.organization, one.role.name) for one in ending}, key=str):
        leaving = {one.person.pk for one in ending if one.role.organization == organization}
        kind, role = str(organization._meta.model_name), access_roles.ROLES[name]
        staying = grants.every_grant()[kind].filter(
            content_object_id=organization.pk, permission__codename=role.codename, user__is_active=True
        )
        if not staying.exclude(user__in=leaving).exists():
            without.append((organization, str(role.title)))
    return without


def end(keys: Iterable[str], found: Sequence[Ending], *, by: Person, at: datetime) -> list[Ending]:
    """End the roles of these keys, an event each: all of them or none. Raises NotYou, HasNoRole, Refused.

    Organizations are locked in one order, so that two who end roles at once wait for each other.
    """
    known = {one.key: one for one in found}
    wanted = set(keys)
    if not wanted:
        raise Refused(_("Choose the roles to remove."))
    if wanted - set(known):
        raise Refused(_("A role of these people has changed by now, so nothing was removed. Look at them again."))
    ended = sorted((known[key] for key in wanted), key=lambda one: (one.role.code, one.person.pk, one.role.name))
    with transaction.atomic():
        for one in ended:
            services.take_role(person=one.person, role=one.role.name, organization=one.role.organization, by=by, at=at)
    return ended
