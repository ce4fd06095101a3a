"""What a field of the step forms can be. The app that has a kind of field registers it when the portal starts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class FieldKind:
    """A kind of field as documents name it and as people read it.

    `is_filled_in` says that an activity's role fills it in, and no one types it. `needs` is what a document has to say of
    a field of this kind: the columns of its table, or what it offers to choose from.
    """

    name: str
    words: "StrOrPromise"
    is_filled_in: bool = False
    needs: Literal["", "columns", "choices"] = ""


_KINDS: dict[str, FieldKind] = {}


def register(*kinds: FieldKind) -> None:
    """Make kinds of field known. Two of one name are a mistake in the portal itself."""
    for kind in kinds:
        if _KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"the kind of field {kind.name} is registered twice")


def kind_of(name: str) -> FieldKind:
    """Return the kind of that name. Raises KeyError."""
    return _KINDS[name]


def known() -> list[str]:
    """Return the names of all kinds."""
    return sorted(_KINDS)
