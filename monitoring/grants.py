"""Whose LEAs and SELPAs: the one file that reads the django-guardian grants.

A role is a guardian permission on an organisation: the state, a SELPA or an LEA. What a person holds is read once per
person object, that is once a request; `forget` drops it after a change.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from monitoring.models import LeaGrant, Person, SelpaGrant, StateGrant


@dataclass(frozen=True)
class Role:
    """What a person may be in an organisation: `on` is the kind of organisation, `codename` guardian's permission."""

    name: str
    title: str
    on: str
    codename: str


ROLES = {
    role.name: role
    for role in (
        Role("lea_editor", "LEA editor", "lea", "edit_lea"),
        Role("lea_approver", "LEA approver", "lea", "approve_lea"),
        Role("selpa_reviewer", "SELPA reviewer", "selpa", "review_selpa"),
        Role("ta_provider", "TA provider", "lea", "assist_lea"),
        Role("state_monitor", "State monitor", "state", "monitor_state"),
        Role("state_administrator", "State administrator", "state", "administer_state"),
    )
}
LEA_STAFF = frozenset({"lea_editor", "lea_approver"})
SELPA_STAFF = frozenset({"selpa_reviewer"})
STATE_STAFF = frozenset({"state_monitor", "state_administrator"})
EVERY_ROLE = frozenset(ROLES)

ROLE_OF_CODENAME = {role.codename: role.name for role in ROLES.values()}


class AnLea(Protocol):
    """What is asked of an LEA here: its key, and that of its SELPA."""

    pk: int
    selpa_id: int


class HasKey(Protocol):
    """What is asked of a SELPA here."""

    pk: int


@dataclass(frozen=True)
class Held:
    """One role that a person holds: the role's name, the kind of organisation and its key."""

    role: str
    on: str
    organisation_id: int


def held(user: Any) -> frozenset[Held]:
    """Return every role that `user` holds; none for somebody who is not signed in or no longer active."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_held"):
        user._held = frozenset(
            Held(ROLE_OF_CODENAME[codename], on, organisation_id)
            for on, grants in (("state", user.stategrant_set), ("selpa", user.selpagrant_set), ("lea", user.leagrant_set))
            for codename, organisation_id in grants.filter(permission__codename__in=ROLE_OF_CODENAME).values_list(
                "permission__codename", "content_object_id"
            )
        )
    return user._held  # type: ignore[no-any-return]


def forget(user: Any) -> None:
    """Drop what was read of `user`'s roles, after one was given or taken."""
    user.__dict__.pop("_held", None)


def roles(user: Any) -> frozenset[str]:
    """Return the names of the roles that `user` holds anywhere."""
    return frozenset(h.role for h in held(user))


def is_state(user: Any) -> bool:
    """Say whether `user` works for the state, as a monitor or an administrator."""
    return bool(roles(user) & STATE_STAFF)


def is_administrator(user: Any) -> bool:
    """Say whether `user` is a state administrator."""
    return "state_administrator" in roles(user)


def holds(user: Any, wanted: frozenset[str], *, lea: AnLea) -> bool:
    """Say whether `user` has one of the `wanted` roles for `lea`: in it, in its SELPA, or in the state."""
    return any(
        h.role in wanted
        and (
            h.on == "state"
            or (h.on == "selpa" and h.organisation_id == lea.selpa_id)
            or (h.on == "lea" and h.organisation_id == lea.pk)
        )
        for h in held(user)
    )


def holds_selpa(user: Any, *, selpa: HasKey) -> bool:
    """Say whether `user` reviews for `selpa` or works for the state."""
    return is_state(user) or any(h.on == "selpa" and h.organisation_id == selpa.pk for h in held(user))


def leas_in_scope(user: Any, *, wanted: frozenset[str] = EVERY_ROLE, path: str = "") -> Q:
    """Return the condition on LEAs within the `wanted` roles of `user`, for a query set whose LEA stands at `path`.

    `path` is "" for LEAs themselves, "lea__" for rows that point at one, and so on.
    """
    mine = [h for h in held(user) if h.role in wanted]
    if any(h.on == "state" for h in mine):
        return ~Q(pk__in=[])  # an empty Q would vanish beside an “or” and leave the other half alone
    leas = [h.organisation_id for h in mine if h.on == "lea"]
    selpas = [h.organisation_id for h in mine if h.on == "selpa"]
    return Q(**{f"{path}id__in": leas}) | Q(**{f"{path}selpa_id__in": selpas})


def people_with(wanted: frozenset[str], *, lea: AnLea) -> QuerySet[Person]:
    """Return the active people with one of the `wanted` roles for `lea`: in it, in its SELPA, or in the state."""
    codenames = [ROLES[name].codename for name in wanted]
    of = every_grant()
    where = {
        "state": of["state"].all(),
        "selpa": of["selpa"].filter(content_object_id=lea.selpa_id),
        "lea": of["lea"].filter(content_object_id=lea.pk),
    }
    holding = Q(pk__in=[])
    for grants in where.values():
        holding |= Q(pk__in=grants.filter(permission__codename__in=codenames).values("user"))
    return Person.objects.filter(holding, is_active=True).order_by("email")


def every_grant() -> dict[str, QuerySet[Any]]:
    """Return all grants by kind of organisation: rows with `user`, `permission` and `content_object`."""
    return {"state": StateGrant.objects.all(), "selpa": SelpaGrant.objects.all(), "lea": LeaGrant.objects.all()}


def granted(user: Any) -> dict[str, QuerySet[Any]]:
    """Return the grants that `user` may know of, as `every_grant` does.

    An administrator knows of all; an editor or approver of those in their LEAs; a reviewer of those in their SELPAs
    and the LEAs of them; everybody else of none.
    """
    of = every_grant()
    if is_administrator(user):
        return of
    leas = [h.organisation_id for h in held(user) if h.role in LEA_STAFF]
    selpas = [h.organisation_id for h in held(user) if h.role == "selpa_reviewer"]
    return {
        "state": of["state"].none(),
        "selpa": of["selpa"].filter(content_object_id__in=selpas),
        "lea": of["lea"].filter(Q(content_object_id__in=leas) | Q(content_object__selpa_id__in=selpas)),
    }


def role_of(grant: Any) -> Role:
    """Return the role that a row of `every_grant` gives."""
    return ROLES[ROLE_OF_CODENAME[grant.permission.codename]]
