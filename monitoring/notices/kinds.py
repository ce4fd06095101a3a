"""The kinds of notices. Each is declared by the subject that sends it, and registered when the portal starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitoring.access import roles

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Values = Mapping[str, str | int]  # what a notice keeps, as JSON holds it; its words are made of it when it is read


@dataclass(frozen=True)
class Kind:
    """Whom of an LEA, its SELPA and the state a notice goes to, by role, and its words.

    The words hold `{lea}` and what `notify` is given. A paragraph of the text that comes out empty is left out. One that is
    `daily` goes with the mail of the day and not by itself; so does what reaches someone by a role of `daily_for` alone, who
    would otherwise get a mail for each of many LEAs.
    """

    name: str
    to: frozenset[str]
    subject: "StrOrPromise"
    text: "StrOrPromise"
    daily: bool = False
    daily_for: frozenset[str] = frozenset()

    def subject_of(self, values: Values) -> str:
        """Return the subject, on one line. Raises KeyError for a missing value."""
        return " ".join(self.subject.format_map(values).split())[:200]

    def text_of(self, values: Values) -> str:
        """Return what happened, in paragraphs. Raises KeyError for a missing value."""
        lines = (line.rstrip() for line in self.text.format_map(values).splitlines())
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


_KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known. One that reaches no one, or two of one name, are a mistake in the portal itself."""
    for kind in kinds:
        if not kind.to or not kind.to <= roles.SEE_LEAS:
            raise ValueError(f"the notice {kind.name} goes to no role, or to one that there is not")
        if _KINDS.setdefault(kind.name, kind) != kind:
            raise ValueError(f"the notice {kind.name} is registered twice")


def kind(name: str) -> Kind | None:
    """Return the kind of that name, or None where the portal does not have it any more."""
    return _KINDS.get(name)


def known() -> list[str]:
    """Return the names of all kinds."""
    return sorted(_KINDS)
