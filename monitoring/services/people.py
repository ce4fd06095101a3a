"""Gives and takes roles."""

from datetime import datetime
from typing import Any

from django.db import transaction
from guardian.shortcuts import assign_perm, remove_perm

from cim_portal.lib.verdict import Refused
from monitoring import grants, ledger
from monitoring.models import Lea, Person, Selpa, State

Organisation = State | Selpa | Lea


class WrongOrganisation(Refused):
    """The role belongs to another kind of organisation."""


def give_role(*, person: Person, role: str, organisation: Organisation, by: Any, at: datetime) -> None:
    """Give `person` the role in the organisation, and write it down. Raises WrongOrganisation."""
    kind = grants.ROLES[role]
    if organisation._meta.model_name != kind.on:
        raise WrongOrganisation(f"{kind.title} is a role in a {kind.on.upper()}, not in {organisation}.")
    with transaction.atomic():
        assign_perm(kind.codename, person, organisation)
        _record("gave_role", person, kind, organisation, by=by, at=at)
    grants.forget(person)


def take_role(*, person: Person, role: str, organisation: Organisation, by: Any, at: datetime) -> None:
    """Take the role away, and write it down; what the person wrote stays theirs."""
    kind = grants.ROLES[role]
    with transaction.atomic():
        remove_perm(kind.codename, person, organisation)
        _record("took_role", person, kind, organisation, by=by, at=at)
    grants.forget(person)


def _record(move: str, person: Person, kind: grants.Role, organisation: Organisation, *, by: Any, at: datetime) -> None:
    event = ledger.record(move, person, by=by, at=at, note=f"{kind.title}, {organisation}")
    if isinstance(organisation, Lea):
        event.lea = organisation
        event.save(update_fields=["lea"])
