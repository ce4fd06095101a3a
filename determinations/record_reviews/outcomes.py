"""What follows from a finished sample: findings are drafted, or those that are there learn what a further sample showed."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from determinations.findings import moves, services
from determinations.findings.models import Finding
from determinations.findings.writing import Draft, Sampled
from determinations.record_reviews import queries
from determinations.record_reviews.models import Sample
from determinations.record_reviews.queries import Shown
from monitoring.people.models import Person

OPEN = (*queries.CORRECTED, "notified", "returned")


def follow(sample: Sample, *, by: Person, at: datetime) -> None:
    """Draft a finding of each requirement that a record of the first sample does not meet, or of each such record.

    Of a further sample, keep with each finding what it showed; one of which the evidence was sent is returned to the LEA where a
    record does not meet the requirement. No one is notified of a draft. Raises what the findings refuse.
    """
    for shown in queries.shown(sample):
        known = list(shown.item.findings.filter(status__in=OPEN).order_by("pk"))
        by_instance = shown.item.counted == "by_instance"
        for finding in known:
            _record(finding, sample, shown, by_instance=by_instance, by=by, at=at)
        if shown.not_met and (by_instance or not known):
            _draft(sample, shown, by_instance=by_instance, by=by, at=at)


def _record(finding: Finding, sample: Sample, shown: Shown, *, by_instance: bool, by: Person, at: datetime) -> None:
    """Keep what a further sample showed. Where each record is a finding, one that does not meet it is a finding of its own."""
    sampled = _sampled(sample, shown)
    services.record_sample(finding=finding, sample=sampled, children={} if by_instance else shown.not_met, by=by, at=at)
    if shown.not_met and finding.status in moves.RETURN.source:
        words = _("Of a further sample of %(looked)s records, these do not meet the requirement: %(numbers)s.") % {
            "looked": shown.looked,
            "numbers": ", ".join(shown.not_met),
        }
        moves.return_evidence(finding=finding, words=words, by=by, at=at)


def _draft(sample: Sample, shown: Shown, *, by_instance: bool, by: Person, at: datetime) -> None:
    groups = [{number: note} for number, note in shown.not_met.items()] if by_instance else [shown.not_met]
    for children in groups:
        finding = services.make(draft=_said(sample, shown, children, at=at), by=by, at=at)
        shown.item.findings.add(finding)
        services.record_sample(finding=finding, sample=_sampled(sample, shown), children={}, by=by, at=at)


def _sampled(sample: Sample, shown: Shown) -> Sampled:
    return Sampled(sample.number, shown.looked, shown.met, sample.get_absolute_url())


def _said(sample: Sample, shown: Shown, children: dict[str, str], *, at: datetime) -> Draft:
    review, item = sample.review, shown.item
    return Draft(
        lea=review.lea,
        year=review.year,
        source=Finding.Source.REVIEW,
        code=item.code,
        indicator=item.indicator,
        citation=item.citation,
        requirement=item.name,
        found_on=localdate(at),
        facts=_facts(sample, shown),
        children=children,
        for_children=_("Correct what the record lacks, and decide with the parents what makes up for it."),
        in_system=_("Find why records do not meet the requirement, and correct it, so that every record does."),
    )


def _facts(sample: Sample, shown: Shown) -> str:
    return _(
        "Records that do not meet it: %(not_met)s of %(looked)s to which it applies. They are of sample %(number)s of record "
        "review %(review)s, which was drawn on %(day)s."
    ) % {
        "not_met": len(shown.not_met),
        "looked": shown.looked,
        "number": sample.number,
        "review": sample.review_id,
        "day": dates.in_words(localdate(sample.drawn_at)),
    }
