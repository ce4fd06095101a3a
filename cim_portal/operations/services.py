"""Has work that failed tried again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from cim_portal.operations import events, queries, words
from cim_portal.operations.permissions import can_retry_jobs
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.work import jobs


class NotFailed(Refused):
    """The work did not fail, or someone else had it tried again."""


def retry(which: Q, *, by: Actor, at: datetime) -> int:
    """Have those jobs of `which` that failed wait for a worker again, and return how many they are.

    Each is an entry of the ledger. Raises NotYou, and NotFailed where there is none.
    """
    if by is not None and not (verdict := can_retry_jobs(by)):
        raise ledger.NotYou(verdict.reason)
    with transaction.atomic():
        again = jobs.retry(jobs.failed().filter(which), at=at)
        if not again:
            raise NotFailed(_("This work did not fail, or was asked for again already. Nothing was changed."))
        about = queries.subjects_of([job for job in again if job.kind not in words.MAILS])  # no address is written down
        said = [(job, {"kind": job.kind, "about": about.get(job.pk, "")}) for job in again]
        ledger.record_all(events.RETRIED_JOB, said, by=by, at=at)
    return len(again)
