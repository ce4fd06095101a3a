"""The findings of noncompliance that wait for a person, as errands of the first page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from determinations.findings import permissions, queries
from determinations.findings.models import Finding
from monitoring.access.who import User

NAMED = 5  # findings that are named one by one


def errands(user: User, *, today: date) -> list[tuple[str, str, str]]:
    """Return each finding that waits for `user` as (sentence, link, label), those to be corrected first; of many, one line."""
    if not permissions.can_see_findings(user):
        return []
    found = queries.waiting(user)
    first = list(found[: NAMED + 1])
    if len(first) <= NAMED:
        return [_one(finding, today) for finding in first]
    late = found.filter(status__in=queries.CORRECTING, due_on__lt=today).count()
    said = _("%(count)s findings of noncompliance wait for you; %(late)s of them are late.")
    return [(said % {"count": f"{found.count():,}", "late": f"{late:,}"}, reverse("findings"), _("Findings"))]


def _one(finding: Finding, today: date) -> tuple[str, str, str]:
    clock = queries.clock_of(finding, today=today)
    said = _("%(finding)s waits for you: %(clock)s.") if clock else _("%(finding)s waits for you.")
    sentence = said % {"finding": str(finding), "clock": clock.words.lower() if clock else ""}
    return sentence[:1].upper() + sentence[1:], finding.get_absolute_url(), _("Finding")
