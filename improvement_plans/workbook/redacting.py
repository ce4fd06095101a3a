"""Redacts the number of a student in earlier versions of an activity, through the one door that the database has for it."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from improvement_plans.plans import permissions
from improvement_plans.plans.models import Step
from improvement_plans.workbook import events
from improvement_plans.workbook.models import Answer
from monitoring.ledger import ledger
from monitoring.people.models import Person

_IDENTIFIER = re.compile(r"[A-Za-z0-9-]{4,20}")
_DIGITS = 4


class NoIdentifier(Refused):
    """It does not look like a number of a student, or no earlier version has it."""


class StillThere(Refused):
    """The activity itself still has the number."""


@dataclass(frozen=True)
class Redacted:
    """In how many versions a number was replaced, and how many submissions have it, which stay as they are."""

    versions: int
    submitted: int


def redact(*, step: Step, activity: str, repeat: str, identifier: str, by: Person, at: datetime) -> Redacted:
    """Replace `identifier` in every earlier version of an activity, and write down by whom and when, without the number.

    Submissions are what was signed, and stay. Raises NotYou, NoIdentifier, StillThere.
    """
    if not (verdict := permissions.can_redact(by, step)):
        raise ledger.NotYou(verdict.reason)
    number = identifier.strip()
    if not _IDENTIFIER.fullmatch(number) or sum(c.isdigit() for c in number) < _DIGITS:
        raise NoIdentifier(
            _("Enter a number of a student: 4 to 20 letters, digits and hyphens, with at least 4 digits.")
        )
    with transaction.atomic():
        place = {"step": step, "activity": activity, "repeat": repeat}
        answer = Answer.objects.select_for_update().filter(**place).first()
        if answer is None:
            raise NoIdentifier(_("Nothing was saved here yet."))
        if _has(answer.value, number):
            raise StillThere(_("The activity still has this number. Remove it there, save, and come back."))
        with connection.cursor() as cursor:
            cursor.execute("SELECT redact_answer_versions(%s, %s, %s, %s)", [answer.pk, number, by.pk, at])
            (count,) = cursor.fetchone() or (0,)
        if not count:
            raise NoIdentifier(_("No earlier version of this activity has this number."))
        ledger.record(events.REDACTED, step, by=by, at=at, values={"activity": activity, "count": count})
    submitted = [one.answers.get(activity, {}).get(repeat, {}) for one in step.submissions.all()]
    return Redacted(count, sum(_has(value, number) for value in submitted))


def _has(value: object, number: str) -> bool:
    """Say whether a text in a value has the number; keys, and the ids of rows, are no texts."""
    if isinstance(value, dict):
        return any(_has(one, number) for key, one in value.items() if not str(key).startswith("_"))
    if isinstance(value, list):
        return any(_has(one, number) for one in value)
    return isinstance(value, str) and number in value
