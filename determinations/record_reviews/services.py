"""Opens record reviews, draws samples, replaces records, and keeps what each record was found to meet."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from determinations.findings import identifiers
from determinations.record_reviews import events, permissions, queries
from determinations.record_reviews.models import Answer, Item, Record, RecordReview, Sample
from determinations.record_reviews.writing import Opening, Said
from monitoring.ledger import ledger
from monitoring.people.models import Person


class NotPossible(Refused):
    """The sample is not in the state for it, or there are not enough records."""


def open_review(*, opening: Opening, by: Person, at: datetime) -> Sample:
    """Open a review and draw its first sample; no one is notified. Raises NotYou, NotPossible where records are too few."""
    review = RecordReview(lea=opening.lea, year=opening.year, opened_at=at, opened_by=by)
    _insist(by, review)
    with transaction.atomic():
        review.save()
        items = [
            Item(
                review=review,
                code=one.code,
                indicator=one.indicator,
                citation=one.citation,
                name=one.name,
                counted=one.counted,
            )
            for one in opening.requirements
        ]
        return _draw(
            review, items=Item.objects.bulk_create(items), numbers=opening.numbers, size=opening.size, by=by, at=at
        )


def draw_further(*, review: RecordReview, numbers: tuple[str, ...], size: int, by: Person, at: datetime) -> Sample:
    """Draw from records that were not drawn before, for requirements that were corrected. `numbers` are new records of the list.

    Raises NotYou, NotPossible.
    """
    _insist(by, review)
    with transaction.atomic():
        row = _locked(review)
        items = [one.item for one in queries.standings(row) if one.can_be_drawn_for]
        if row.samples.exclude(status__in=queries.ENDED).exists():
            raise NotPossible(_("The last sample is not finished. Finish it or call it off first."))
        if not items:
            raise NotPossible(
                _("No requirement waits for a further sample: the LEA corrects first, or everything is met.")
            )
        known = set(row.records.filter(number__in=numbers).values_list("number", flat=True))
        if known:
            raise NotPossible(_("%(number)s is on the list already. Add only new records.") % {"number": min(known)})
        return _draw(row, items=items, numbers=numbers, size=size, by=by, at=at)


def replace(*, record: Record, reason: str, by: Person, at: datetime) -> Record:
    """Replace a record by the next one of the draw; the old one stays listed with the reason. Return the new one.

    Raises NotYou, NotPossible, Incomplete, TooLong, NotLocal.
    """
    said = reason.strip()
    if not said:
        raise ledger.Incomplete([_("The reason.")])
    _insist_on_text(said, what=_("The reason"))
    _insist(by, record.review)
    with transaction.atomic():
        _locked(record.review)
        row = Record.objects.select_related("sample__review__lea").get(pk=record.pk)
        sample = row.sample
        if sample is None or row.replaced_at or sample.status != Sample.Status.DRAWN:
            raise NotPossible(_("The sample is locked, or the record was replaced already. Nothing was changed."))
        left = queries.pool(sample)[sample.records.count() :]
        if not left:
            raise NotPossible(_("There is no record left that was not drawn. Nothing was changed."))
        row.replaced_at, row.replaced_by, row.reason = at, by, said
        row.save(update_fields=["replaced_at", "replaced_by", "reason"])
        made = Record.objects.get(review=row.review_id, number=left[0])
        made.sample = sample
        made.save(update_fields=["sample"])
        ledger.record(events.REPLACED, sample, by=by, at=at, note=f"{row.number}: {said}")
    return made


def write_answers(*, record: Record, said: Mapping[int, Said], by: Person, at: datetime) -> None:
    """Keep what a record was found to meet, by the keys of requirements; a blank answer removes what was said.

    Raises NotYou, NotPossible, TooLong, NotLocal.
    """
    for one in said.values():
        _insist_on_text(one.note, what=_("The note"))
    _insist(by, record.review)
    with transaction.atomic():
        _locked(record.review)
        sample = record.sample
        if sample is None or record.replaced_at or _status(sample) != Sample.Status.LOCKED:
            raise NotPossible(
                _("Answers are written while the sample is locked and not finished. Nothing was changed.")
            )
        asked = {item.pk: said[item.pk] for item in sample.items.all() if item.pk in said}
        Answer.objects.filter(record=record, item__in=[pk for pk, one in asked.items() if not one.value]).delete()
        for pk, one in asked.items():
            if one.value:
                Answer.objects.update_or_create(
                    record=record,
                    item_id=pk,
                    defaults={"value": one.value, "note": one.note.strip(), "answered_at": at, "answered_by": by},
                )


def _draw(
    review: RecordReview, *, items: list[Item], numbers: tuple[str, ...], size: int, by: Person, at: datetime
) -> Sample:
    sample = Sample.objects.create(
        review=review,
        number=review.samples.count() + 1,
        moved_at=at,
        size=size,
        seed=secrets.token_hex(16),
        drawn_at=at,
        drawn_by=by,
    )
    sample.items.set(items)
    Record.objects.bulk_create([Record(review=review, number=one, listed_for=sample.number) for one in numbers])
    order = queries.pool(sample)
    if len(order) < size:
        raise NotPossible(
            _("The list has %(there)s records that were not drawn, and the sample asks for %(size)s. Add records.")
            % {"there": len(order), "size": size}
        )
    Record.objects.filter(review=review, number__in=order[:size]).update(sample=sample)
    ledger.record(events.DRAWN, sample, target=sample.status, by=by, at=at)
    return sample


def _status(sample: Sample) -> str:
    return Sample.objects.select_for_update(no_key=True).get(pk=sample.pk).status


def _locked(review: RecordReview) -> RecordReview:
    rows = RecordReview.objects.select_for_update(of=("self",), no_key=True).select_related("lea", "year")
    return rows.get(pk=review.pk)


def _insist(by: Person, review: RecordReview) -> None:
    if not (verdict := permissions.can_review(by, review)):
        raise ledger.NotYou(verdict.reason)


def _insist_on_text(text: str, *, what: str) -> None:
    bounds.insist(text, bounds.COMMENT, what=what)
    identifiers.insist_on_none(text, what=what)
