"""The grants themselves: who holds a role for an LEA, and what of that a person may know."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from cim_portal.lib.together import among
from monitoring.access import scope
from monitoring.access.roles import LEA_STAFF, ROLE_OF_CODENAME, ROLES, SELPA_STAFF, Role
from monitoring.access.scope import AnLea
from monitoring.access.who import User
from monitoring.people.models import LeaGrant, Person, SelpaGrant, StateGrant


def people_with(wanted: frozenset[str], *, lea: AnLea) -> QuerySet[Person]:
    """Return the active people with one of the `wanted` roles for `lea`: in it, in its SELPA, or in the state."""
    holding = Q(pk__in=[])
    for grants in _reaching([lea], wanted).values():
        holding |= Q(pk__in=grants.values("user"))
    return Person.objects.filter(holding, is_active=True).order_by("email")


def people_with_each(wanted: frozenset[str], *, leas: Collection[AnLea]) -> dict[int, list[Person]]:
    """Return for each LEA, by key, what `people_with` returns for it, with three queries however many they are."""
    held: dict[tuple[str, int | None], set[Person]] = {}
    for kind, grants in _reaching(leas, wanted).items():
        for grant in grants.filter(user__is_active=True).select_related("user"):
            held.setdefault((kind, None if kind == "state" else grant.content_object_id), set()).add(grant.user)
    return {
        lea.pk: sorted(
            held.get(("state", None), set()).union(
                held.get(("selpa", lea.selpa_id), set()), held.get(("lea", lea.pk), set())
            ),
            key=lambda person: person.email,
        )
        for lea in leas
    }


def _reaching(leas: Collection[AnLea], wanted: frozenset[str]) -> "dict[str, Grants]":
    """Return the grants of the `wanted` roles that reach one of the LEAs: in it, in its SELPA, or in the state."""
    of = {
        kind: grants.filter(permission__codename__in=[ROLES[name].codename for name in wanted])
        for kind, grants in every_grant().items()
    }
    return {
        "state": of["state"],
        "selpa": of["selpa"].filter(content_object_id__in=among({lea.selpa_id for lea in leas})),
        "lea": of["lea"].filter(content_object_id__in=among({lea.pk for lea in leas})),
    }


def roles_for(person: Person, *, lea: AnLea) -> list[Role]:
    """Return the roles that a person has for `lea`: in it, in its SELPA, or in the state."""
    return [role for role in ROLES.values() if scope.holds(person, frozenset({role.name}), lea=lea)]


Grants = QuerySet[StateGrant] | QuerySet[SelpaGrant] | QuerySet[LeaGrant]


def every_grant() -> dict[str, Grants]:
    """Return all grants by kind of organization: rows with `user`, `permission` and `content_object`."""
    return {"state": StateGrant.objects.all(), "selpa": SelpaGrant.objects.all(), "lea": LeaGrant.objects.all()}


def granted(user: User) -> dict[str, Grants]:
    """Return the grants that `user` may know of, as `every_grant` does.

    An administrator knows of all; an editor or approver of those in their LEAs; a reviewer of those in their SELPAs
    and the LEAs of them; everyone else of none.
    """
    of = every_grant()
    if scope.is_administrator(user):
        return of
    leas = [h.organization_id for h in scope.held(user) if h.role in LEA_STAFF]
    selpas = [h.organization_id for h in scope.held(user) if h.role in SELPA_STAFF]
    return {
        "state": of["state"].none(),
        "selpa": of["selpa"].filter(content_object_id__in=selpas),
        "lea": of["lea"].filter(Q(content_object_id__in=leas) | Q(content_object__selpa_id__in=selpas)),
    }


def role_of(grant: StateGrant | SelpaGrant | LeaGrant) -> Role:
    """Return the role that a row of `every_grant` gives."""
    return ROLES[ROLE_OF_CODENAME[grant.permission.codename]]
