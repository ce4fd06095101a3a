"""Writes notices, and asks for them to be mailed."""

from datetime import datetime

from monitoring.notices.kinds import KINDS
from monitoring.notices.models import Notice
from monitoring.people import grants
from monitoring.places.models import Lea
from monitoring.work import jobs


def tell(name: str, *, lea: Lea, link: str, at: datetime, **words: object) -> list[Notice]:
    """Tell everyone whom the kind names, in the caller's transaction: a row each, and a job each to mail it.

    `words` fill the kind's text. Raises `KeyError` for an unknown kind or a missing word.
    """
    kind = KINDS[name]
    people = grants.people_with(kind.to, lea=lea)
    filled = {"lea": lea.name, **words}
    notices = Notice.objects.bulk_create(
        Notice(
            person=person,
            kind=name,
            lea=lea,
            subject=" ".join(kind.subject.format(**filled).split())[:200],
            text=kind.text.format(**filled),
            link=link,
            told_at=at,
        )
        for person in people
    )
    for notice in notices:
        jobs.enqueue("monitoring.mail_notice", notice, at=at)
    return notices
