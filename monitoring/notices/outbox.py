"""Writes notices, and asks for them to be mailed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitoring.ledger.kinds import EventKind
from monitoring.notices.kinds import Kind
from monitoring.notices.models import Notice
from monitoring.people import grants
from monitoring.places.models import Lea
from monitoring.work import jobs


@dataclass(frozen=True)
class About:
    """One of many things that people are notified of: of which LEA, where it is, and what fills the kind's words."""

    lea: Lea
    link: str
    values: dict[str, str | int] = field(default_factory=dict)


def notify(of: EventKind, kind: Kind, *, lea: Lea, link: str, at: datetime, **values: str | int) -> list[Notice]:
    """Tell everyone whom the kind names, in the caller's transaction: a row each, and a job each to mail it.

    `of` is the move or event that people are notified of; it says in `notifies` that they may be. `values` fill the kind's words.
    Raises `ValueError` for a kind of which the event does not notify, `KeyError` for a missing value.
    """
    return notify_all(of, kind, [About(lea, link, values)], at=at)


def notify_all(of: EventKind, kind: Kind, things: Sequence[About], *, at: datetime) -> list[Notice]:
    """Notify of many things as `notify` does of one, with a few queries however many they are."""
    if kind not in of.notifies:
        raise ValueError(f"{of.name} does not say that it notifies of {kind.name}")
    people = grants.people_with_each(kind.to, leas=[thing.lea for thing in things])
    made = []
    for thing in things:
        filled = {"lea": thing.lea.name, **thing.values}
        kind.subject_of(filled), kind.text_of(filled)  # a value that is missing shows now, and not when someone reads
        made += [
            Notice(person=person, kind=kind.name, values=filled, lea=thing.lea, link=thing.link, notified_at=at)
            for person in people[thing.lea.pk]
        ]
    notices = Notice.objects.bulk_create(made, batch_size=1000)
    jobs.enqueue_all("monitoring.mail_notice", notices, at=at)
    return notices
