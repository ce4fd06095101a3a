"""Writes notices, and asks for them to be mailed: by themselves, or with all others of the day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from cim_portal.lib import dates
from monitoring.ledger.kinds import EventKind
from monitoring.notices.kinds import Kind
from monitoring.notices.models import Notice
from monitoring.people import grants
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.work import jobs
from monitoring.work.models import Job

_MAIL_OF_THE_DAY = "monitoring.mail_day"
_KEPT_FOR_MAIL = timedelta(days=14)  # what is older was not mailed because its person may not read it any more


@dataclass(frozen=True)
class About:
    """One of many things that people are notified of: of which LEA, where it is, and what fills the kind's words.

    `only` is the number of the one person whom it concerns, of those whom the kind names; `but` that of the one who did it.
    """

    lea: Lea
    link: str
    values: dict[str, str | int] = field(default_factory=dict)
    only: int | None = None
    but: int | None = None


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
    leas = [thing.lea for thing in things]
    people = grants.people_with_each(kind.to, leas=leas)
    at_once = grants.people_with_each(kind.to - kind.daily_for, leas=leas) if kind.daily_for else people
    made = []
    for thing in things:
        filled = {"lea": thing.lea.name, **thing.values}
        kind.subject_of(filled), kind.text_of(filled)  # a value that is missing shows now, and not when someone reads
        made += [
            Notice(
                person=person,
                kind=kind.name,
                values=filled,
                lea=thing.lea,
                link=thing.link,
                notified_at=at,
                daily=kind.daily or person.mail == Person.Mail.DAILY or person not in at_once[thing.lea.pk],
            )
            for person in people[thing.lea.pk]
            if thing.only in (None, person.pk) and person.pk != thing.but
        ]
    notices = Notice.objects.bulk_create(made, batch_size=1000)
    jobs.enqueue_all("monitoring.mail_notice", [notice for notice in notices if not notice.daily], at=at)
    return notices


def ask_for_mails_of_the_day(*, at: datetime) -> int:
    """Ask for one mail to everyone who has notices for it and was not mailed one this Pacific day, nor
    waits for one of a day before; return how many.
    """
    pending = Notice.objects.filter(
        person=OuterRef("pk"), daily=True, mailed_at=None, notified_at__gt=at - _KEPT_FOR_MAIL
    )
    of_today = Job.objects.filter(
        Q(asked_at__gte=dates.midnight(localdate(at))) | Q(state=Job.State.WAITING),
        kind=_MAIL_OF_THE_DAY,
        subject_type=ContentType.objects.get_for_model(Person),
        subject_id=OuterRef("pk"),
    )
    people = Person.objects.filter(Exists(pending), ~Exists(of_today), is_active=True)
    return jobs.enqueue_all(_MAIL_OF_THE_DAY, people.order_by("pk"), at=at)
