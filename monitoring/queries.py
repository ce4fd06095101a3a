"""Reads shared by this app's pages: rows in, frozen values out, so that a template starts no query."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from cim_portal.lib.dates import PACIFIC
from monitoring import grants
from monitoring.models import (
    DefinitionVersion,
    Event,
    Kept,
    Lea,
    Person,
    Resource,
    Selpa,
    State,
    StepFormsVersion,
    Subscriber,
    Topic,
    Year,
)

Organisation = State | Selpa | Lea


@dataclass(frozen=True)
class RoleLine:
    """One role of a person, with the code of the organisation and its name beside it."""

    name: str
    title: str
    code: str
    place: str


@dataclass(frozen=True)
class PersonLine:
    """A person in the list, with the roles that the reader may know of."""

    pk: int
    name: str
    email: str
    roles: tuple[RoleLine, ...]
    last_login: datetime | None
    has_password: bool
    is_active: bool


@dataclass(frozen=True)
class ResourceLine:
    """A resource as the public reads it: `url` leads to the link or the download."""

    pk: int
    title: str
    text: str
    url: str
    kind: str
    changed_at: datetime


@dataclass(frozen=True)
class KeptResourceLine:
    """A resource as those who keep it see it; blank level and step stand for every one."""

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
class YearLine:
    """A year: the versions of its definition, and whether it was opened under which."""

    year: int
    versions: int
    newest: int
    in_force: int | None
    opened_at: datetime | None
    opened_by: str


@dataclass(frozen=True)
class VersionLine:
    """A version of a year's definition."""

    number: int
    sha256: str
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True)
class ListCounts:
    """The e-mail list in numbers: addresses that count, that were not confirmed yet, and that left."""

    confirmed: int
    waiting: int
    left: int


# People


def visible_people(user: Any) -> QuerySet[Person]:
    """Return the people of whom `user` may know a role, an administrator all of them."""
    if grants.is_administrator(user):
        return Person.objects.all()
    return Person.objects.filter(_holding(grants.granted(user)))


def people_found(user: Any, *, words: str = "", role: str = "") -> QuerySet[Person]:
    """Return the visible people by name: those in whose name or address the words occur, and who hold the role."""
    found = visible_people(user).order_by("name", "email")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role in grants.ROLES:
        known = grants.granted(user)
        codename = grants.ROLES[role].codename
        found = found.filter(_holding({on: rows.filter(permission__codename=codename) for on, rows in known.items()}))
    return found


def person_lines(people: Iterable[Person], *, to: Any) -> list[PersonLine]:
    """Return the people with the roles that `to` may know of; three queries, however many people."""
    people = list(people)
    roles = _roles(people, grants.granted(to))
    return [
        PersonLine(
            pk=person.pk,
            name=person.name,
            email=person.email,
            roles=tuple(roles[person.pk]),
            last_login=person.last_login,
            has_password=person.has_usable_password(),
            is_active=person.is_active,
        )
        for person in people
    ]


def roles_of(person: Person) -> list[RoleLine]:
    """Return every role of a person: for the person alone, or for an administrator."""
    return _roles([person], grants.every_grant())[person.pk]


def organisation(code: str, *, to: Any) -> Organisation | None:
    """Return what has the code: CA the state, four digits a SELPA, seven an LEA; None where `to` may not see it."""
    found: Organisation | None
    if code.upper() == "CA":
        found = State.objects.filter(code="CA").first()
        return found if grants.is_state(to) else None
    if len(code) == 4:
        return Selpa.objects.visible_to(to).filter(code=code).first()
    return Lea.objects.visible_to(to).filter(code=code).first()


def leas_of_staff(user: Any) -> list[Lea]:
    """Return the LEAs in which `user` is an editor or an approver, by name."""
    mine = [h.organisation_id for h in grants.held(user) if h.role in grants.LEA_STAFF]
    return list(Lea.objects.filter(pk__in=mine).order_by("name"))


def _roles(people: list[Person], known: dict[str, QuerySet[Any]]) -> dict[int, list[RoleLine]]:
    roles: dict[int, list[RoleLine]] = defaultdict(list)
    for rows in known.values():
        for row in rows.filter(user__in=people).select_related("permission", "content_object").order_by("pk"):
            role, where = grants.role_of(row), row.content_object
            roles[row.user_id].append(RoleLine(role.name, role.title, where.code, f"{where} ({where.code})"))
    return roles


def _holding(rows: dict[str, QuerySet[Any]]) -> Q:
    holding = Q(pk__in=[])
    for grant in rows.values():
        holding |= Q(pk__in=grant.values("user"))
    return holding


# Years


def newest_year() -> Year | None:
    """Return the newest year that was opened, with its definition; None before the first."""
    return Year.objects.select_related("definition").order_by("-year").first()


def year_lines() -> list[YearLine]:
    """Return every year with a definition, the newest first."""
    opened = {row.year: row for row in Year.objects.select_related("definition", "opened_by")}
    numbers: dict[int, list[int]] = defaultdict(list)
    for year, number in DefinitionVersion.objects.order_by("year", "number").values_list("year", "number"):
        numbers[year].append(number)
    return [_year_line(year, numbers[year], opened.get(year)) for year in sorted(numbers, reverse=True)]


def version_lines(year: int) -> list[VersionLine]:
    """Return the versions of a year's definition, the newest first; none for a year without one."""
    rows = DefinitionVersion.objects.filter(year=year).select_related("loaded_by").defer("source", "document")
    return [
        VersionLine(row.number, row.sha256, row.loaded_at, str(row.loaded_by or "the command line"))
        for row in rows.order_by("-number")
    ]


def newest_step_forms() -> list[StepFormsVersion]:
    """Return the newest version of each step forms, by name."""
    return list(StepFormsVersion.objects.order_by("name", "-number").distinct("name").defer("source", "document"))


def newer_step_forms(version: DefinitionVersion) -> int | None:
    """Return the number of the newest step forms where it is not the one that the definition was read with."""
    newest = StepFormsVersion.objects.filter(name=version.step_forms.name).aggregate(number=Max("number"))["number"]
    return newest if newest != version.step_forms.number else None


def counting_version(year: int) -> DefinitionVersion:
    """Return the version of a year's definition that is in force, or its newest before the year is open."""
    opened = Year.objects.select_related("definition").filter(year=year).first()
    return opened.definition if opened else DefinitionVersion.objects.filter(year=year).latest("number")


def all_versions() -> list[DefinitionVersion]:
    """Return the versions of every year's definition, the newest first, without what they say."""
    return list(DefinitionVersion.objects.defer("source", "document").order_by("-year", "-number"))


def _year_line(year: int, numbers: list[int], opened: Year | None) -> YearLine:
    return YearLine(
        year=year,
        versions=len(numbers),
        newest=numbers[-1],
        in_force=opened.definition.number if opened else None,
        opened_at=opened.opened_at if opened else None,
        opened_by=str(opened.opened_by or "the command line") if opened else "",
    )


# Resources


def resources_for(*, level: str, step: int) -> list[ResourceLine]:
    """Return the resources of a level and step, those of every level or step too, by title."""
    rows = _published().filter(level__in=("", level)).filter(Q(step=step) | Q(step=None))
    return [_resource_line(row) for row in rows]


def resources_of(topic: Topic) -> list[ResourceLine]:
    """Return the resources of a topic area, by title."""
    return [_resource_line(row) for row in _published().filter(topics=topic)]


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
        changed_by=str(row.changed_by or "the command line"),
        withdrawn=row.withdrawn_at is not None,
    )


def resource_file(pk: int) -> tuple[Kept, str] | None:
    """Return the kept file of a resource that is not withdrawn, and its name; None where there is none."""
    row = _published().filter(pk=pk, file__isnull=False).select_related("file").first()
    return (row.file, row.file_name) if row and row.file else None


def _published() -> QuerySet[Resource]:
    return Resource.objects.filter(withdrawn_at=None).order_by("title", "pk")


def _resource_line(row: Resource) -> ResourceLine:
    return ResourceLine(
        pk=row.pk,
        title=row.title,
        text=row.text,
        url=row.link or f"/resources/files/{row.pk}/",
        kind=row.file_name.rpartition(".")[2].upper() if row.file_name else "link",
        changed_at=row.changed_at,
    )


# The e-mail list


def confirmed_subscribers() -> QuerySet[Subscriber]:
    """Return the addresses that were confirmed and have not left, by address."""
    return Subscriber.objects.filter(confirmed_at__isnull=False, left_at=None).order_by("email")


def list_counts() -> ListCounts:
    """Return the e-mail list in numbers."""
    counted = Subscriber.objects.aggregate(
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False, left_at=None)),
        waiting=Count("pk", filter=Q(confirmed_at=None, left_at=None)),
        left=Count("pk", filter=Q(left_at__isnull=False)),
    )
    return ListCounts(**counted)


# The ledger


def events_found(
    user: Any, *, lea: str = "", words: str = "", move: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Event]:
    """Return the moves that `user` may see, the newest first: of an LEA, with the words, of a kind, between two days.

    The days are Pacific and both count; blank filters let everything through.
    """
    found = Event.objects.visible_to(user).select_related("by", "lea").order_by("-at", "-pk")
    if lea:
        found = found.filter(lea__code=lea)
    if words:
        found = found.filter(Q(subject_text__icontains=words) | Q(note__icontains=words) | Q(by__name__icontains=words))
    if move:
        found = found.filter(move=move)
    if first:
        found = found.filter(at__gte=_midnight(first))
    return found.filter(at__lt=_midnight(last + timedelta(days=1))) if last else found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=PACIFIC)
