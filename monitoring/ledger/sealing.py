"""Chains the ledger: each entry is sealed with a hash of all that it says and of the seal before it.

Entries are sealed when what they tell of is committed, one after the other, so that no move waits for another one. Whoever
changes, removes or slips in an entry breaks the chain from there on; who also seals it all again cannot make it end in
the hash that an operator wrote down before.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cim_portal.lib import canonical
from monitoring.files import keeping
from monitoring.ledger.models import Event, Seal

_LOCK = (0x43494D, 0)  # PostgreSQL's advisory lock under which seals are made; those of jobs begin with 1
SEALED_WITHIN = timedelta(minutes=5)


@dataclass
class Proof:
    """What was found: how many entries and seals there are, the hash in which the chain ends, and what is wrong."""

    entries: int
    sealed: int
    head: str
    kept: int
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return it as the command's JSON document."""
        return asdict(self)


def soon(first: Event) -> None:
    """Seal what this transaction wrote, of which `first` has the lowest number, as soon as it is committed."""
    transaction.on_commit(partial(_seal_from, first.pk), robust=True)


def seal(*, since: int = 0) -> int:
    """Seal every committed entry without a seal, of those numbered from `since` on. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
        last = Seal.objects.order_by("-number").first()
        number, before = (last.number, last.sha256) if last else (0, "")
        made = []
        for event in Event.objects.filter(pk__gte=since, seal__isnull=True).order_by("pk"):
            number, before = number + 1, _link(before, event)
            made.append(Seal(number=number, event=event, sha256=before))
        Seal.objects.bulk_create(made, batch_size=1000)
    return len(made)


def prove(*, at: datetime) -> Proof:
    """Go through the whole chain, and through all bytes that are kept, and return what was found."""
    last = Seal.objects.order_by("-number").first()
    proof = Proof(
        entries=Event.objects.count(),
        sealed=Seal.objects.count(),
        head=last.sha256 if last else "",
        kept=keeping.count(),
    )
    proof.faults += [*_broken(), *_never_sealed(at), *_altered()]
    return proof


def _seal_from(number: int) -> None:
    if not Seal.objects.filter(event_id=number).exists():
        seal(since=number)


def _link(before: str, event: Event) -> str:
    said = {name.attname: getattr(event, name.attname) for name in Event._meta.concrete_fields}
    said["at"] = event.at.astimezone(UTC).isoformat()
    return canonical.sha256(canonical.canonical([before, said]))


def _broken() -> Iterator[str]:
    expected, before = 1, ""
    for one in Seal.objects.select_related("event").order_by("number").iterator(chunk_size=2000):
        if one.number != expected:
            yield _("Seals %(first)s to %(last)s are missing.") % {"first": expected, "last": one.number - 1}
        elif one.sha256 != _link(before, one.event):
            yield _("Entry %(number)s does not say what was sealed: %(entry)s.") % {
                "number": one.event_id,
                "entry": one.event,
            }
        expected, before = one.number + 1, one.sha256


def _never_sealed(at: datetime) -> Iterator[str]:
    for event in Event.objects.filter(seal__isnull=True, at__lt=at - SEALED_WITHIN).order_by("pk"):
        yield _("Entry %(number)s has no seal: %(entry)s.") % {"number": event.pk, "entry": event}


def _altered() -> Iterator[str]:
    for kept in keeping.altered():
        yield _("The bytes kept as %(sha256)s were changed or removed.") % {"sha256": kept}
