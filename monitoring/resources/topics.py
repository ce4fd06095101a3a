"""Manages the topic areas of the resource center. The address of one stays when its title changes."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cim_portal.lib.folding import fold
from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.resources import events
from monitoring.resources.models import Resource, Topic

LONGEST = 50  # characters of a name in an address


class HasResources(Refused):
    """The topic area has resources."""


class NoName(Refused):
    """No address can be made of the title."""


def add(*, title: str, text: str, order: int, by: Actor, at: datetime) -> Topic:
    """Add a topic area, whose address is made of its title, and write it down. Raises NoName."""
    name = slugify(fold(title))[:LONGEST].strip("-")
    if not name:
        raise NoName(_("A title needs letters or digits, of which its address is made."))
    with transaction.atomic():
        Topic.objects.select_for_update().first()  # two at once would take the same address
        taken = set(Topic.objects.filter(slug__startswith=name[:40]).values_list("slug", flat=True))
        slug = next(one for one in (name, *(f"{name[:45]}-{n}" for n in range(2, 1000))) if one not in taken)
        row = Topic.objects.create(slug=slug, title=title, text=text, order=order)
        ledger.record(events.ADDED_TOPIC, row, by=by, at=at)
    return row


def change(*, topic: Topic, title: str, text: str, order: int, by: Actor, at: datetime) -> Topic:
    """Change a topic area, and write it down."""
    with transaction.atomic():
        row = Topic.objects.select_for_update().get(pk=topic.pk)
        row.title, row.text, row.order = title, text, order
        row.save()
        ledger.record(events.CHANGED_TOPIC, row, by=by, at=at)
    return row


def remove(*, topic: Topic, by: Actor, at: datetime) -> None:
    """Remove a topic area that has no resource, also none that was withdrawn, and write it down. Raises HasResources."""
    with transaction.atomic():
        row = Topic.objects.select_for_update().filter(pk=topic.pk).first()
        if row is None:
            return
        if Resource.objects.filter(topics=row).exists():
            raise HasResources(_("“%(topic)s” has resources. Give them another topic area first.") % {"topic": row})
        ledger.record(events.REMOVED_TOPIC, row, by=by, at=at)
        row.delete()
