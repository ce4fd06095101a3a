"""Moves from state to state: the one file that writes a `status`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib.together import among
from cim_portal.lib.verdict import Refused, Verdict, no
from monitoring.access.permissions import can_administer
from monitoring.access.who import Actor, User
from monitoring.ledger import sealing
from monitoring.ledger.kinds import EventKind, Values
from monitoring.ledger.models import Event, status_in_words
from monitoring.places.models import Lea

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = TypeVar("Row", bound=models.Model)
Thing: TypeAlias = Any  # a row of the model that a move is of; each asks its own


def _nothing_missing(row: object) -> list[str]:
    return []


@dataclass(frozen=True)
class Move(EventKind):
    """A row of an app's `MOVES`: from which states to which, who may, what must hold, and how it reads in the ledger.

    `who(user, row)` gives a verdict; `missing(row)` gives a sentence for each thing that is not yet there.
    `verb` is what the button says.
    """

    source: frozenset[str]
    target: str
    who: Callable[[User, Thing], Verdict] = field(kw_only=True)
    verb: "StrOrPromise" = field(kw_only=True)
    missing: Callable[[Thing], list[str]] = field(default=_nothing_missing, kw_only=True)


@dataclass(frozen=True)
class Offer:
    """A move that a page can offer: allowed, or the reason why not."""

    move: Move
    verdict: Verdict


class NotYou(Refused):
    """The person may not make this move."""


class NotNow(Refused):
    """The thing is not in a state from which this move starts; someone may have been faster."""

    def __init__(self, move: Move, row: models.Model) -> None:
        model, allowed = type(row), sorted(move.source)
        words = {
            "now": status_in_words(model, row.status),  # type: ignore[attr-defined]
            "verb": move.verb,
            "wanted": "” or “".join(status_in_words(model, status) for status in allowed),
        }
        super().__init__(
            _("This is “{now}” now, and “{verb}” needs it to be “{wanted}”. Nothing was changed.").format(**words)
        )


class Incomplete(Refused):
    """Something is missing. `missing` holds a sentence for each thing."""

    def __init__(self, missing: list[str]) -> None:
        count = ngettext("{count} thing is missing:", "{count} things are missing:", len(missing))
        super().__init__(" ".join([count.format(count=len(missing)), *missing]))
        self.missing = missing


@contextmanager
def moving(
    move: Move, subject: Row, *, by: Actor, at: datetime, note: str = "", values: Values | None = None
) -> Iterator[Row]:
    """Make `move` on `subject`: lock the row, ask who, then when, then what is missing; write state and event together.

    Yields the locked row, for the body to fill in what belongs to the move. `by` is None where the portal itself moves
    it, and then no one is asked. `note` is what a person typed; `values` are what the move's details say. Raises NotYou,
    NotNow, Incomplete; whatever is raised, nothing is written.
    """
    with _acting(by), transaction.atomic():
        row = type(subject)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
        verdict = possible_now(move, row, by=by)
        if verdict is not None:
            raise verdict
        was = row.status  # type: ignore[attr-defined]
        yield row
        row.status = move.target  # type: ignore[attr-defined]
        row.save()
        record(move, row, source=was, target=move.target, by=by, at=at, note=note, values=values)


@contextmanager
def moving_all(
    move: Move, subjects: models.QuerySet[Row], *, by: Actor, at: datetime, fills: Mapping[str, object]
) -> Iterator[list[Row]]:
    """Make `move` on many things at once, on all of them or on none, with a few queries however many they are.

    Yields the locked rows, for the body to do what follows. `fills` are the fields that belong to the move, each with the
    value that all rows get. What `subjects` selects along is at hand for the checks. Raises NotYou, NotNow, Incomplete, as
    `moving` does.
    """
    with _acting(by), transaction.atomic():
        rows = list(subjects.select_for_update(of=("self",), no_key=True).order_by("pk"))
        for row in rows:
            if refused := possible_now(move, row, by=by):
                raise refused
        events = [Event(**_said(move, row, source=row.status, target=move.target, by=by, at=at)) for row in rows]  # type: ignore[attr-defined]
        for row, (name, value) in product(rows, fills.items()):
            setattr(row, name, value)
        yield rows
        for row in rows:
            row.status = move.target  # type: ignore[attr-defined]
        moved = among(row.pk for row in rows)
        subjects.model._base_manager.filter(pk__in=moved).update(status=move.target, **fills)
        _write(events)


@contextmanager
def supposing(statuses: Mapping[models.Model, str]) -> Iterator[None]:
    """Have things be in other statuses for the body, to see what would follow; nothing of it, or of the body, stays."""
    with transaction.atomic():
        try:
            for thing, status in statuses.items():
                type(thing)._base_manager.filter(pk=thing.pk).update(status=status)
            yield
        finally:
            transaction.set_rollback(True)


def _acting(by: Actor) -> AbstractContextManager[object]:
    """Have the history of rows name who acts; what the portal does of itself then is still of that person's doing."""
    return pghistory.context(user=by.pk) if by is not None else nullcontext()


def possible_now(move: Move, row: Thing, *, by: User | None) -> Refused | None:
    """Return why `by` cannot make `move` on `row` as it is, or None."""
    if by is not None and not (verdict := move.who(by, row)):
        return NotYou(verdict.reason)
    if row.status not in move.source:
        return NotNow(move, row)
    if missing := move.missing(row):
        return Incomplete(missing)
    return None


def possible(moves: Iterable[Move], row: Thing, user: User) -> list[Offer]:
    """Return the moves that start from `row`'s state, each with whether `user` may make it and why not.

    Moves that are not for this person at all are left out. What is missing is not asked here: the page of the move
    itself lists it.
    """
    offers = []
    for move in moves:
        if row.status not in move.source:
            continue
        verdict = move.who(user, row)
        if not verdict.hidden:
            offers.append(Offer(move, verdict))
    return offers


def why_not(move: Move, row: Thing, user: User) -> Verdict:
    """Return whether `user` may make `move` on `row` now, with the sentence."""
    refused = possible_now(move, row, by=user)
    return no(str(refused)) if refused else move.who(user, row)


def record(
    kind: EventKind,
    subject: object,
    *,
    by: Actor,
    at: datetime,
    source: str = "",
    target: str = "",
    note: str = "",
    values: Values | None = None,
    lea: Lea | None = None,
) -> Event:
    """Write one event: for a thing that came to be, or was changed without a state of its own.

    `lea` is the LEA that it is about where the thing has none of its own.
    """
    said = _said(kind, subject, source=source, target=target, by=by, at=at, note=note, values=values)
    event = Event(**said if lea is None else {**said, "lea": lea})
    _write([event])
    return event


def record_all(
    kind: EventKind,
    subjects: Sequence[tuple[object, Values]],
    *,
    by: Actor,
    at: datetime,
    target: str = "",
    note: str = "",
    leas: Sequence[Lea | None] = (),
) -> None:
    """Write an event for each of many things that came to be, with what its details say.

    `leas` are the LEAs that they are about, in the same order, where the things have none of their own.
    """
    found = [
        Event(**_said(kind, subject, target=target, by=by, at=at, note=note, values=values))
        for subject, values in subjects
    ]
    for event, lea in zip(found, leas, strict=False):
        event.lea = lea
    _write(found)


def _write(events: list[Event]) -> None:
    if events:
        sealing.soon(Event.objects.bulk_create(events, batch_size=1000)[0])


def _said(
    kind: EventKind,
    subject: object,
    *,
    by: Actor,
    at: datetime,
    source: str = "",
    target: str = "",
    note: str = "",
    values: Values | None = None,
) -> dict[str, object]:
    """Return the fields of an event."""
    return {
        "move": kind.name,
        "subject": subject,
        "subject_text": str(subject)[:250],
        "lea": getattr(subject, "lea", None),
        "source": source,
        "target": target,
        "by": by,
        "at": at,
        "note": note,
        "values": dict(values or {}),
    }


def insist(by: Actor) -> None:
    """Ask whether `by` may do an administrator's work; the command line, which is None, may. Raises NotYou."""
    if by is not None and not (verdict := can_administer(by)):
        raise NotYou(verdict.reason)
