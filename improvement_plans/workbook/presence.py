"""Who has a step open now, and where: a key in Redis that is forgotten after a minute, and nothing that anyone typed."""

from dataclasses import dataclass

from django.core.cache import cache

from improvement_plans.plans.models import Step
from monitoring.access import roles
from monitoring.people import grants
from monitoring.people.models import Person

ASKED_EVERY = 20  # seconds; a page asks again and says with it that it is still open
KEPT = 60  # seconds


@dataclass(frozen=True)
class Present:
    """Someone who fills in a step now: who, and in which activity, for which repeat, at which field; blank for none."""

    person: Person
    activity: str
    repeat: str
    field: str


def come(*, step: Step, person: Person, activity: str, repeat: str, field: str) -> None:
    """Say that a person has an activity open, at one of its fields."""
    cache.set(_key(step, person.pk), [activity, repeat, field], timeout=KEPT)


def others(*, step: Step, than: Person) -> list[Present]:
    """Return who else of the LEA has the step open now. One query, and one question to Redis."""
    people = grants.people_with(roles.LEA_STAFF, lea=step.lea).exclude(pk=than.pk)
    keys = {_key(step, person.pk): person for person in people}
    found = cache.get_many(list(keys))
    return [Present(person, *found[key]) for key, person in keys.items() if key in found]


def _key(step: Step, person: int) -> str:
    return f"here:{step.pk}:{person}"
