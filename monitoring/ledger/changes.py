"""Changes to rows as people read them: what was changed, from what to what, when and by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, NamedTuple, TypeAlias, TypedDict

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext as _

from cim_portal.lib import dates, history
from cim_portal.lib.dates import midnight

MOST = 80  # letters of a text that a line shows
Made: TypeAlias = Any  # a row of history, or the row itself: pghistory makes the fields from those of the model
Lists: TypeAlias = "models.QuerySet[Any, Any]"  # such rows of several models together


class Found(TypedDict):
    """A change as the list finds it: the name of its kind, its number, and when it was made."""

    of: str
    pgh_id: int
    pgh_created_at: datetime


class Part(NamedTuple):
    """One field of a change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A change as it is read. A row that was removed has no `after` in its parts."""

    what: str
    thing: str
    when: str
    who: str
    is_removal: bool
    parts: list[Part]


def found(*, thing: str = "", lea: str = "", first: date | None = None, last: date | None = None) -> Lists:
    """Return the changes of a kind of thing, of an LEA, between two days, the newest first; blank lets all through."""
    asked = [history.kind(thing)] if thing else history.kinds()
    lists = [_found(kind, lea, first, last) for kind in asked if kind.lea or not lea]
    if not lists:
        return history.kind(thing).changes._base_manager.none()
    every = reduce(lambda one, other: one.union(other, all=True), lists)
    return every.order_by("-pgh_created_at", "-pgh_id")


def _found(kind: history.Kind, lea: str, first: date | None, last: date | None) -> Lists:
    changes = kind.changes._base_manager.order_by()
    if lea:
        changes = changes.filter(**{kind.lea: lea})
    if first:
        changes = changes.filter(pgh_created_at__gte=midnight(first))
    if last:
        changes = changes.filter(pgh_created_at__lt=midnight(last, after=True))
    named: Lists = changes.annotate(of=Value(kind.name, output_field=models.CharField()))
    return named.values("of", "pgh_id", "pgh_created_at")


def read(rows: Iterable[Found]) -> list[Change]:
    """Return what changed, in the order of `rows`. The number of queries follows the kinds, not the rows."""
    wanted = list(rows)
    numbers: dict[str, list[int]] = {}
    for row in wanted:
        numbers.setdefault(row["of"], []).append(row["pgh_id"])
    read = {(name, key): one for name, keys in numbers.items() for key, one in _of_kind(name, keys).items()}
    people = _people(change for change, _after in read.values())
    return [_change(history.kind(row["of"]), *read[row["of"], row["pgh_id"]], people) for row in wanted]


def _of_kind(name: str, numbers: Sequence[int]) -> dict[int, tuple[Made, models.Model | None]]:
    """Return each change with the row as it was after it: before the next change, or as it is today."""
    kind = history.kind(name)
    objects = list(kind.changes._base_manager.filter(pgh_id__in=numbers).values_list("pgh_obj_id", flat=True))
    later = kind.changes._base_manager.filter(pgh_obj_id__in=objects, pgh_id__gte=min(numbers))
    later = later.select_related("pgh_context", *kind.related).defer(*kind.heavy()).order_by("-pgh_id")
    today = kind.model._base_manager.select_related(*kind.related).defer(*kind.heavy()).in_bulk(set(objects))
    after: dict[int, models.Model | None] = dict.fromkeys(objects) | today
    asked, pairs = set(numbers), {}
    change: Made
    for change in later:
        if change.pgh_id in asked:
            pairs[change.pgh_id] = (change, after[change.pgh_obj_id])
        after[change.pgh_obj_id] = change
    return pairs


def _people(changes: Iterable[Made]) -> dict[int, str]:
    """Return the names of those who made the changes, by key."""
    keys = {change.pgh_context.metadata.get("user") for change in changes if change.pgh_context}
    people = get_user_model()._default_manager.in_bulk(keys - {None})
    return {key: str(person) for key, person in people.items()}


def _change(kind: history.Kind, change: Made, after: models.Model | None, people: Mapping[int, str]) -> Change:
    is_removal = change.pgh_label == "delete"
    user = change.pgh_context.metadata.get("user") if change.pgh_context else None
    return Change(
        what=str(kind.what),
        thing=_named(kind, change),
        when=dates.moment(change.pgh_created_at),
        who=people.get(user, "") if user else "",
        is_removal=is_removal,
        parts=[
            Part(str(label), in_words(change, field), "" if is_removal else in_words(after, field))
            for field, label in kind.words.items()
            if (_raw(change, field) not in (None, "") if is_removal else _raw(change, field) != _raw(after, field))
        ],
    )


def _named(kind: history.Kind, change: Made) -> str:
    """Return what the row was called before the change."""
    fields = {field: getattr(change, field) for field in kind.words if "__" not in field and _is_read(kind, field)}
    return str(kind.model(pk=change.pgh_obj_id, **fields))


def _is_read(kind: history.Kind, field: str) -> bool:
    return not kind.model._meta.get_field(field).is_relation or field in {p.partition("__")[0] for p in kind.related}


def _raw(row: Made, field: str) -> Made:
    return None if row is None else getattr(row, row._meta.get_field(field).attname)


def in_words(row: Made, field: str) -> str:
    """Return what a field of the row says, as a person would write it; long texts are cut."""
    raw = _raw(row, field)
    if raw is None or raw == "":
        return _("nothing")
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(raw, datetime):
        return dates.moment(raw)
    if isinstance(raw, date):
        return dates.in_words(raw)
    if isinstance(raw, dict | list):
        return _("a document")
    declared = row._meta.get_field(field)
    if declared.flatchoices:
        return str(dict(declared.flatchoices).get(raw, raw))
    if declared.is_relation and declared.is_cached(row):
        return str(getattr(row, field))
    return str(raw) if len(str(raw)) <= MOST else f"{str(raw)[:MOST]}…"
