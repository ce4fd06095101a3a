"""What can happen: each kind of event is declared by the subject that records it, and registered when the portal starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Values = Mapping[str, str | int]  # what an event keeps besides who, what and when, as JSON holds it


class Notice(Protocol):
    """What is asked of a kind of notice here: its name."""

    @property
    def name(self) -> str: ...


def _nothing(values: Values) -> str:
    return ""


@dataclass(frozen=True)
class EventKind:
    """A kind of event. `sentence` has `{who}` and `{what}`; `details` says the event's values, where it keeps some.

    `notifies` are the kinds of notices that may follow from it, and no others can. `readers` are the roles that may read of
    it where not everyone with a role for the LEA may; none for everyone.
    """

    name: str
    sentence: "StrOrPromise" = field(kw_only=True)
    details: Callable[[Values], str] = field(default=_nothing, kw_only=True)
    notifies: tuple[Notice, ...] = field(default=(), kw_only=True)
    readers: frozenset[str] = field(default=frozenset(), kw_only=True)

    @property
    def words(self) -> str:
        """What was done, without who did it to what: `Submitted`, `Returned to the LEA`, `Opened the account of … again`."""
        said = self.sentence.format(who="", what="…").split()
        if "…" in (said[1], said[-1]):  # one reads on without it
            said.remove("…")
        return " ".join([said[0].capitalize(), *said[1:]])


_KINDS: dict[str, EventKind] = {}


def register(*kinds: EventKind) -> None:
    """Make kinds known. One without its words, or two of one name, are a mistake in the portal itself."""
    for kind in kinds:
        if not all(part in str(kind.sentence) for part in ("{who}", "{what}")):
            raise ValueError(f"the sentence of {kind.name} does not say who did it and to what")
        if _KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"the event {kind.name} is registered twice")


def known() -> list[EventKind]:
    """Return every kind, in the order of their names."""
    return [kind for _name, kind in sorted(_KINDS.items())]


def with_readers() -> dict[frozenset[str], list[str]]:
    """Return the names of the kinds that not everyone may read of, by the roles that may."""
    found: dict[frozenset[str], list[str]] = {}
    for kind in known():
        if kind.readers:
            found.setdefault(kind.readers, []).append(kind.name)
    return found


def sentence(name: str, *, who: str, what: str) -> str:
    """Return what happened, as a sentence; also of a kind that the portal does not have any more."""
    kind = _KINDS.get(name)
    if kind is None:
        return _("{who} did “{name}” to {what}").format(who=who, name=name.replace("_", " "), what=what)
    return kind.sentence.format(who=who, what=what)


def details(name: str, values: Values) -> str:
    """Return what an event's values say."""
    kind = _KINDS.get(name)
    return kind.details(values) if kind else ""


def choices() -> list[tuple[str, str]]:
    """Return what a list can be filtered by: the words of each kind, once where several kinds read the same."""
    first: dict[str, str] = {}
    for kind in known():
        first.setdefault(kind.words, kind.name)
    return sorted(((name, words) for words, name in first.items()), key=lambda choice: choice[1])


def read_alike(name: str) -> list[str]:
    """Return the names of the kinds that read the same as the one of that name, itself included."""
    words = _KINDS[name].words
    return [kind.name for kind in known() if kind.words == words]
