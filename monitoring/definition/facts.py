"""What rules may ask about an LEA. The app that knows a fact registers it when the portal starts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from cim_portal.lib import suppression

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class FactKind:
    """A fact as documents name it and as people read it. `compared` says what a test of it compares with.

    A `family` is a fact for each category of determination: its name goes before the category's code, and its words
    have `{category}`. A value of one that `counts_students` may tell of single students where it is small.
    """

    name: str
    words: "StrOrPromise"
    compared: Literal["number", "yes or no"] = "number"
    family: bool = False
    counts_students: bool = False


_KINDS: dict[str, FactKind] = {}


def register(*kinds: FactKind) -> None:
    """Make facts known. Two of one name are a mistake in the portal itself."""
    for kind in kinds:
        if _KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"the fact {kind.name} is registered twice")


def kind_of(name: str) -> FactKind | None:
    """Return the fact of that name, or the family that it belongs to, or None."""
    of_family = (kind for kind in _KINDS.values() if kind.family and name.startswith(kind.name))
    found = _KINDS.get(name)
    return found if found and not found.family else next(of_family, None)


def known(categories: tuple[str, ...] = ()) -> list[str]:
    """Return the names of all facts, those of a family for each category of determination."""
    names = (
        [f"{kind.name}{category}" for category in categories] if kind.family else [kind.name]
        for kind in _KINDS.values()
    )
    return sorted(name for several in names for name in several)


def is_small_fact(name: str, value: Decimal | int | bool | str | None) -> bool:
    """Say whether a fact counts students, and so few that not everyone with a role for the LEA may see it."""
    kind = kind_of(name)
    return kind is not None and kind.counts_students and value is not None and suppression.is_small(Decimal(value))


def fact_in_words(name: str) -> str:
    """Return what a fact is called; one that is not known here by its own name."""
    kind = kind_of(name)
    if kind is None:
        return name.replace("_", " ")
    return (
        kind.words.format(category=name.removeprefix(kind.name).replace("_", " ")) if kind.family else str(kind.words)
    )
