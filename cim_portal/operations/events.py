"""What the ledger keeps of the work of those who look after the portal."""

from django.utils.translation import gettext_lazy as _

from cim_portal.operations import words
from monitoring.ledger.kinds import EventKind, Values


def _of_job(values: Values) -> str:
    return ": ".join(said for said in (words.of(str(values["kind"])), str(values["about"])) if said)


RETRIED_JOB = EventKind("retried_job", sentence=_("{who} retried {what}"), details=_of_job)

EVENTS = (RETRIED_JOB,)
