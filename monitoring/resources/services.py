"""Manages the resources of the public resource center."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind
from monitoring.resources import events
from monitoring.resources.models import Resource, Topic


class NeitherOrBoth(Refused):
    """A resource is a link or a file, one of the two."""


class AlreadySo(Refused):
    """The resource is withdrawn, or not, already."""


@dataclass(frozen=True)
class Wording:
    """What a resource says. Blank level: every level; no step: every step; blank audience: everyone; no year: every year.
    `link` is blank where there is a file."""

    title: str
    text: str
    level: str
    step: int | None
    link: str
    audience: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Handed:
    """A file as it was submitted; the form has looked at it."""

    name: str
    content: bytes


def add(*, wording: Wording, file: Handed | None, topics: Iterable[Topic], by: Actor, at: datetime) -> Resource:
    """Add a resource, and write it down. Raises NeitherOrBoth."""
    return _write(Resource(), wording=wording, file=file, topics=topics, kind=events.ADDED, by=by, at=at)


def change(
    *, resource: Resource, wording: Wording, file: Handed | None, topics: Iterable[Topic], by: Actor, at: datetime
) -> Resource:
    """Change a resource, and write it down; without a link and a new file the old file stays. Raises NeitherOrBoth."""
    with transaction.atomic():
        row = Resource.objects.select_for_update().get(pk=resource.pk)
        return _write(row, wording=wording, file=file, topics=topics, kind=events.CHANGED, by=by, at=at)


def withdraw(*, resource: Resource, by: Actor, at: datetime) -> None:
    """Take a resource out of the public pages; it is kept, and can be restored. Raises AlreadySo."""
    _set_withdrawn(resource, to=at, kind=events.WITHDREW, by=by, at=at)


def restore(*, resource: Resource, by: Actor, at: datetime) -> None:
    """Put a withdrawn resource back. Raises AlreadySo."""
    _set_withdrawn(resource, to=None, kind=events.RESTORED, by=by, at=at)


def _write(
    row: Resource,
    *,
    wording: Wording,
    file: Handed | None,
    topics: Iterable[Topic],
    kind: EventKind,
    by: Actor,
    at: datetime,
) -> Resource:
    stays = row.file_id is not None and not wording.link
    if bool(wording.link) == bool(file or stays):
        raise NeitherOrBoth(_("A resource is a link or a file. Give one of the two, and not both."))
    row.title, row.text, row.level, row.step = wording.title, wording.text, wording.level, wording.step
    row.audience, row.year = wording.audience, wording.year
    row.link, row.changed_at, row.changed_by = wording.link, at, by
    with transaction.atomic():
        if wording.link:
            row.file, row.file_name = None, ""
        elif file:
            row.file, row.file_name = keeping.keep(file.content), file.name
        row.save()
        row.topics.set(topics)
        ledger.record(kind, row, by=by, at=at, note=wording.link or row.file_name)
    return row


def _set_withdrawn(resource: Resource, *, to: datetime | None, kind: EventKind, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        row = Resource.objects.select_for_update().get(pk=resource.pk)
        if (row.withdrawn_at is None) == (to is None):
            already = _("“%(row)s” is withdrawn already.") if to else _("“%(row)s” is on the public pages already.")
            raise AlreadySo(already % {"row": row})
        row.withdrawn_at, row.changed_at, row.changed_by = to, at, by
        row.save(update_fields=["withdrawn_at", "changed_at", "changed_by"])
        ledger.record(kind, row, by=by, at=at)
