"""The yearly review of access: each organization looks through the people who have a role in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Model, Q

from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.ledger.models import Event, EventQuerySet
from monitoring.people import events, grants
from monitoring.people.models import Organization, Person
from monitoring.places.models import Lea, Selpa, State

EVERY = timedelta(days=settings.ACCESS_REVIEW_DAYS)


@dataclass(frozen=True)
class Holder:
    """A person with one role in the organization."""

    person: Person
    role: str


@dataclass(frozen=True)
class Access:
    """An organization with its people and the day of its last review, which is None where there was none."""

    organization: Organization
    holders: tuple[Holder, ...]
    reviewed_at: datetime | None
    is_due: bool


@dataclass(frozen=True)
class Unreviewed:
    """An organization with people whose review is due, for the state to see."""

    organization: Organization
    people: int
    reviewed_at: datetime | None


def own(user: User, *, at: datetime) -> list[Access]:
    """Return the organizations whose access `user` reviews, with everyone who has a role there."""
    return [_access(organization, user, at) for organization in _reviewed_by(user)]


def due(user: User, *, at: datetime) -> list[Organization]:
    """Return those of them whose review is due."""
    return [one for one in _reviewed_by(user) if _is_due(_last(one), user, at)]


def unreviewed(*, at: datetime) -> list[Unreviewed]:
    """Return the SELPAs and LEAs with people of which no review is a year young, those never reviewed first."""
    found = []
    for model in (Selpa, Lea):
        last = dict(_reviews(model).values_list("subject_id").annotate(last=Max("at")).order_by())
        holding = model._base_manager.annotate(people=Count("grants__user", distinct=True, filter=_active()))
        for organization in holding.filter(people__gt=0).order_by("name"):
            reviewed_at = last.get(organization.pk)
            if reviewed_at is None or reviewed_at <= at - EVERY:
                found.append(Unreviewed(organization, organization.people, reviewed_at))
    return sorted(found, key=lambda one: (one.reviewed_at is not None, one.reviewed_at or at))


def _active() -> Q:
    return Q(grants__user__is_active=True)


def _reviewed_by(user: User) -> Iterator[Organization]:
    reviewing = [h for h in scope.held(user) if roles.ROLES[h.role].removes or roles.ROLES[h.role].administers]
    for on, model in (("state", State), ("selpa", Selpa), ("lea", Lea)):
        yield from model._base_manager.filter(pk__in=[h.organization_id for h in reviewing if h.on == on]).order_by(
            "pk"
        )


def _access(organization: Organization, user: User, at: datetime) -> Access:
    kind = str(organization._meta.model_name)
    rows = grants.every_grant()[kind].filter(content_object_id=organization.pk, user__is_active=True)
    holders = [
        Holder(row.user, str(grants.role_of(row).title))
        for row in rows.select_related("user", "permission").order_by("user__name", "user__email", "pk")
    ]
    last = _last(organization)
    return Access(organization, tuple(holders), last, _is_due(last, user, at))


def _reviews(model: type[Organization]) -> EventQuerySet:
    return Event.objects.filter(move=events.REVIEWED_ACCESS.name, subject_type=_type(model))


def _type(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _last(organization: Organization) -> datetime | None:
    found: datetime | None = (
        _reviews(type(organization)).filter(subject_id=organization.pk).aggregate(last=Max("at"))["last"]
    )
    return found


def _is_due(last: datetime | None, user: User, at: datetime) -> bool:
    """Say whether a year has passed since the last review; before the first, since `user` was given a role."""
    if last is None:
        given = (
            Event.objects.filter(subject_type=_type(Person), subject_id=user.pk or 0, move=events.GAVE_ROLE.name)
            .order_by("at")
            .first()
        )
        last = given.at if given else at
    return last <= at - EVERY
