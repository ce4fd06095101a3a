"""The findings of noncompliance, and the samples of records, that wait for a person, as errands of the first page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from determinations.findings import permissions, queries
from determinations.findings.models import Finding
from determinations.record_reviews import queries as record_reviews
from determinations.record_reviews.models import Sample
from monitoring.access import scope
from monitoring.access.who import User

NAMED = 5  # findings that are named one by one


def errands(user: User, *, today: date) -> list[tuple[str, str, str]]:
    """Return what waits for `user` as (sentence, link, label): findings, those to be corrected first, of many one line; then
    the samples that the person drew and that are not finished."""
    if not permissions.can_see_findings(user):
        return []
    return [*_findings(user, today), *(_samples(user) if scope.is_state(user) else [])]


def _findings(user: User, today: date) -> list[tuple[str, str, str]]:
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


def _samples(user: User) -> list[tuple[str, str, str]]:
    unfinished = Sample.objects.filter(drawn_by=user.pk).exclude(status__in=record_reviews.ENDED)
    rows = unfinished.select_related("review__lea").order_by("moved_at")[:NAMED]
    return [(_of_sample(one), one.get_absolute_url(), _("Sample")) for one in rows]


def _of_sample(sample: Sample) -> str:
    words = {"sample": str(sample), "status": str(sample.get_status_display()).lower()}
    said = _("%(sample)s waits for you: %(status)s.") % words
    return said[:1].upper() + said[1:]
