"""Writes notices, and asks for them to be mailed."""

from datetime import datetime

from monitoring.ledger.kinds import EventKind
from monitoring.notices.kinds import Kind
from monitoring.notices.models import Notice
from monitoring.people import grants
from monitoring.places.models import Lea
from monitoring.work import jobs


def tell(of: EventKind, kind: Kind, *, lea: Lea, link: str, at: datetime, **values: str | int) -> list[Notice]:
    """Tell everyone whom the kind names, in the caller's transaction: a row each, and a job each to mail it.

    `of` is the move or event that people are notified of; it says in `tells` that they may be. `values` fill the kind's words.
    Raises `ValueError` for a kind that the event does not tell, `KeyError` for a missing value.
    """
    if kind not in of.tells:
        raise ValueError(f"{of.name} does not say that it tells {kind.name}")
    filled = {"lea": lea.name, **values}
    kind.subject_of(filled), kind.text_of(filled)  # a value that is missing shows now, and not when someone reads
    notices = Notice.objects.bulk_create(
        Notice(person=person, kind=kind.name, values=filled, lea=lea, link=link, told_at=at)
        for person in grants.people_with(kind.to, lea=lea)
    )
    for notice in notices:
        jobs.enqueue("monitoring.mail_notice", notice, at=at)
    return notices
