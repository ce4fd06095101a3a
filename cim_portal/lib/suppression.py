"""Which numbers are too small to be shown: one rule for pages, letters, plans and what is read from public files.

A count of fewer than 11 students may tell who they are, a numerator as well as a denominator. The state's own public
files, the Dashboard among them, hide the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

Count = int | float | Decimal
SHOWN_FROM = 11  # students
HIDDEN = _("hidden")  # said in place of a number


@dataclass(frozen=True)
class Secret:
    """What of a rate must not be shown: how many it counts, of how many, and the rate itself."""

    numerator: bool
    denominator: bool
    rate: bool

    def __bool__(self) -> bool:
        return self.numerator or self.denominator or self.rate


def is_small(count: Count | None) -> bool:
    """Say whether a count may tell of single students; one that is not known does not."""
    return count is not None and count < SHOWN_FROM


def counted_by(rate: Count | None, of: Count | None) -> float | None:
    """Return how many a rate in percent counts, where it and its denominator are known."""
    return None if rate is None or of is None else float(rate) * float(of) / 100


def secret(numerator: Count | None, denominator: Count | None, percent: Count | None = None) -> Secret:
    """Return what of a rate must not be shown.

    A small denominator takes all with it. A small numerator takes the rate with it, which would give it back from the
    denominator: 60 percent of 15 are 9. So does a rate in `percent` whose numerator is not stated.
    """
    few = is_small(denominator)
    small = few or is_small(counted_by(percent, denominator) if numerator is None else numerator)
    return Secret(numerator=small, denominator=few, rate=small)


def hidden(counts: Sequence[Count]) -> frozenset[int]:
    """Return the places of the counts that must not be shown, of groups that together make a whole.

    That is each below 11; and, because whoever knows the total could subtract, as many of the next smallest as it takes
    until at least two are hidden that together are 11 or more.
    """
    ascending = sorted(range(len(counts)), key=lambda at: (counts[at], at))
    small = [at for at in ascending if is_small(counts[at])]
    rest = ascending[len(small) :]
    while small and rest and (len(small) < 2 or sum(counts[at] for at in small) < SHOWN_FROM):
        small.append(rest.pop(0))
    return frozenset(small)


def hidden_rows(rows: Sequence[Sequence[Count | None]]) -> frozenset[int]:
    """Return the places of the groups of which no count must be shown, of groups that together make a whole.

    Each row has a group's counts, numerator and denominator; a rate of one that is shown would give the other away, so a
    group is hidden with all its counts. What is not known hides nothing.
    """
    found: set[int] = set()
    for column in zip(*rows, strict=True):
        known = [(at, count) for at, count in enumerate(column) if count is not None]
        found |= {known[at][0] for at in hidden([count for _, count in known])}
    return frozenset(found)
