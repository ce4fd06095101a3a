"""Reads of resources, topics and the email list: rows in, frozen values out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from monitoring.files.models import Kept
from monitoring.resources.models import Mailing, Resource, Subscriber, Topic


@dataclass(frozen=True)
class ResourceLine:
    """A resource as the public reads it: `url` leads to the link or the download."""

    pk: int
    title: str
    text: str
    url: str
    kind: str
    changed_at: datetime
    audience: str = ""
    year: int | None = None


@dataclass(frozen=True)
class KeptResourceLine:
    """A resource as those who keep it see it; blank level and step mean every one."""

    pk: int
    title: str
    level: str
    step: int | None
    topics: str
    kind: str
    changed_at: datetime
    changed_by: str
    withdrawn: bool


@dataclass(frozen=True)
class ListCounts:
    """The email list in numbers: addresses that count, that were not confirmed yet, and that left."""

    confirmed: int
    waiting: int
    left: int


def resources_for(*, level: str, step: int) -> list[ResourceLine]:
    """Return the resources of a level and step, those of every level or step too, by title."""
    rows = published().filter(level__in=("", level)).filter(Q(step=step) | Q(step=None))
    return [resource_line(row) for row in rows]


def resources_of(topic: Topic) -> list[ResourceLine]:
    """Return the resources of a topic area, by title."""
    return [resource_line(row) for row in published().filter(topics=topic)]


def found(
    *,
    level: str = "",
    step: int | None = None,
    topic: Topic | None = None,
    audience: str = "",
    year: int | None = None,
) -> QuerySet[Resource]:
    """Return the public resources by title: those for a level, a step, a topic area, an audience and a year, each with
    those for every one of them."""
    rows = published().filter(topics=topic) if topic else published()
    if level:
        rows = rows.filter(level__in=("", level))
    if step is not None:
        rows = rows.filter(Q(step=step) | Q(step=None))
    if audience:
        rows = rows.filter(audience__in=("", audience))
    return rows.filter(Q(year=year) | Q(year=None)) if year is not None else rows


def years() -> list[int]:
    """Return the years that public resources are for, the newest first."""
    named = published().exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
    return [year for year in named if year is not None]


def kept_topics() -> QuerySet[Topic]:
    """Return the topic areas in their order, each with how many `public` resources it has."""
    public = Count("resources", filter=Q(resources__withdrawn_at=None))
    return Topic.objects.annotate(public=public).order_by("order", "title")


def mailing_lines() -> QuerySet[Mailing]:
    """Return what was written to the email list, the newest first, each with how many `addresses` it went to."""
    return Mailing.objects.annotate(addresses=Count("postings")).select_related("sent_by").order_by("-changed_at")


def kept_resources(*, level: str = "", step: int | None = None, topic: str = "") -> QuerySet[Resource]:
    """Return the resources that are kept, withdrawn ones too, by title; blank filters let everything through."""
    rows = Resource.objects.select_related("changed_by").prefetch_related("topics").order_by("title", "pk")
    if level:
        rows = rows.filter(level=level)
    if step is not None:
        rows = rows.filter(step=step)
    return rows.filter(topics__slug=topic) if topic else rows


def kept_resource_line(row: Resource) -> KeptResourceLine:
    """Return a resource as its line in the list of those who keep it."""
    return KeptResourceLine(
        pk=row.pk,
        title=row.title,
        level=row.level,
        step=row.step,
        topics=", ".join(sorted(topic.title for topic in row.topics.all())),
        kind=row.file_name or "link",
        changed_at=row.changed_at,
        changed_by=str(row.changed_by or _("the command line")),
        withdrawn=row.withdrawn_at is not None,
    )


def resource_file(pk: int) -> tuple[Kept, str] | None:
    """Return the kept file of a resource that is not withdrawn, and its name; None where there is none."""
    row = published().filter(pk=pk, file__isnull=False).select_related("file").first()
    return (row.file, row.file_name) if row and row.file else None


def published() -> QuerySet[Resource]:
    """Return the resources that are not withdrawn, by title."""
    return Resource.objects.filter(withdrawn_at=None).order_by("title", "pk")


def resource_line(row: Resource) -> ResourceLine:
    """Return a resource as the public reads it."""
    return ResourceLine(
        pk=row.pk,
        title=row.title,
        text=row.text,
        url=row.link or f"/resources/files/{row.pk}/",
        kind=row.file_name.rpartition(".")[2].upper() if row.file_name else _("link"),
        changed_at=row.changed_at,
        audience=row.get_audience_display() if row.audience else "",
        year=row.year,
    )


def confirmed_subscribers() -> QuerySet[Subscriber]:
    """Return the addresses that were confirmed and have not left, by address."""
    return Subscriber.objects.filter(confirmed_at__isnull=False, left_at=None).order_by("email")


def list_counts() -> ListCounts:
    """Return the email list in numbers."""
    counted = Subscriber.objects.aggregate(
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False, left_at=None)),
        waiting=Count("pk", filter=Q(confirmed_at=None, left_at=None)),
        left=Count("pk", filter=Q(left_at__isnull=False)),
    )
    return ListCounts(**counted)
