"""Reads of record reviews: what a sample shows of each requirement, what is left to read, and what is to be drawn again."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from determinations.findings.models import Finding
from determinations.record_reviews import drawing
from determinations.record_reviews.models import Answer, Item, Record, RecordReview, Sample

# The statuses of a finding in which a further sample can be drawn: the LEA said that it is corrected, or no one was notified.
CORRECTED = ("draft", "evidence", "child_verified")
ENDED = (Sample.Status.FINISHED, Sample.Status.CALLED_OFF)


@dataclass
class Shown:
    """What a sample shows of a requirement: how many records it applies to, how many meet it, and which do not, with notes."""

    item: Item
    met: int = 0
    not_met: dict[str, str] = field(default_factory=dict)

    @property
    def looked(self) -> int:
        """How many records it applies to."""
        return self.met + len(self.not_met)


@dataclass
class Standing:
    """A requirement of a review: the last finished sample that was about it, what it showed, and the findings of it."""

    item: Item
    sample: Sample | None = None
    shown: Shown | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def can_be_drawn_for(self) -> bool:
        """Whether a record did not meet it, and the finding of it is one that was corrected since."""
        return bool(self.shown and self.shown.not_met and any(finding.status in CORRECTED for finding in self.findings))


def listed(rows: "QuerySet[RecordReview]") -> "QuerySet[RecordReview]":
    """Return reviews with what the list says: `last_number`, `last_status` and `last_moved_at` of the last sample."""
    last = Sample.objects.filter(review=OuterRef("pk")).order_by("-number")
    return (
        rows.select_related("lea", "year", "opened_by")
        .annotate(
            last_number=Subquery(last.values("number")[:1]),
            last_status=Subquery(last.values("status")[:1]),
            last_moved_at=Subquery(last.values("moved_at")[:1]),
        )
        .order_by("-last_moved_at", "-pk")
    )


def drawn(sample: Sample) -> list[Record]:
    """Return every record that a sample drew, the replaced ones too, in the order of the draw, with its answers."""
    records = Record.objects.filter(sample=sample).select_related("replaced_by").prefetch_related("answers")
    return sorted(records, key=lambda record: drawing.digest(sample.seed, record.number))


def pool(sample: Sample) -> list[str]:
    """Return the numbers from which a sample was drawn: those on the list by then, without what earlier samples drew."""
    on_list = Record.objects.filter(review=sample.review_id, listed_for__lte=sample.number)
    earlier = Q(sample__number__lt=sample.number)
    return drawing.in_order(on_list.exclude(earlier).values_list("number", flat=True), seed=sample.seed)


def is_as_drawn(sample: Sample) -> bool:
    """Draw again from the seed, and say whether the records are those of the sample, with the next one for each replaced."""
    records = set(Record.objects.filter(sample=sample).values_list("number", flat=True))
    return set(pool(sample)[: len(records)]) == records


def shown(sample: Sample) -> list[Shown]:
    """Return what a sample shows of each requirement that it is about. Two queries."""
    found = {item.pk: Shown(item) for item in sample.items.order_by("pk")}
    answers = Answer.objects.filter(record__sample=sample, record__replaced_at=None).select_related("record")
    for answer in answers.order_by("record__number"):
        if answer.item_id not in found:
            continue
        if answer.value == Answer.Value.MET:
            found[answer.item_id].met += 1
        elif answer.value == Answer.Value.NOT_MET:
            found[answer.item_id].not_met[answer.record.number] = answer.note
    return list(found.values())


def standings(review: RecordReview) -> list[Standing]:
    """Return where each requirement of a review is. A few queries for each sample."""
    found = {item.pk: Standing(item) for item in review.items.order_by("pk")}
    for sample in review.samples.filter(status=Sample.Status.FINISHED).order_by("number"):
        for one in shown(sample):
            found[one.item.pk].sample, found[one.item.pk].shown = sample, one
    of_items: dict[int, list[Finding]] = defaultdict(list)
    through = Item.findings.through.objects.filter(item__review=review).select_related("finding")
    for pair in through.order_by("finding_id"):
        of_items[pair.item_id].append(pair.finding)
    for pk, standing in found.items():
        standing.findings = of_items[pk]
    return list(found.values())


def unanswered(sample: Sample) -> "QuerySet[Record]":
    """Return the records of a sample that are not read to the end."""
    records = Record.objects.filter(sample=sample, replaced_at=None).annotate(answered=Count("answers"))
    return records.filter(answered__lt=sample.items.count())


def next_to_read(sample: Sample) -> Record | None:
    """Return the first record of a sample that is not read to the end, in the order of the draw; None after the last."""
    records = sorted(unanswered(sample), key=lambda record: drawing.digest(sample.seed, record.number))
    return records[0] if records else None
