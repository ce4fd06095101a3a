"""Reads of the ledger."""

from datetime import date

from django.db.models import Q, QuerySet

from cim_portal.lib import folding
from cim_portal.lib.dates import midnight
from monitoring.access.who import User
from monitoring.ledger import kinds
from monitoring.ledger.models import Event


def events_found(
    user: User, *, lea: str = "", words: str = "", move: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Event]:
    """Return the moves that `user` may see, the newest first: of an LEA, with the words, of a kind, between two days.

    The days are Pacific and both count; blank filters let everything through.
    """
    found = Event.objects.visible_to(user).select_related("by", "lea").order_by("-at", "-pk")
    if lea:
        found = found.filter(lea__code=lea)
    if words:
        written = folding.containing(words, "subject_text", "note", "by__name")
        found = found.filter(written | Q(values__icontains=words))
    if move:
        found = found.filter(move__in=kinds.read_alike(move))
    if first:
        found = found.filter(at__gte=midnight(first))
    return found.filter(at__lt=midnight(last, after=True)) if last else found
