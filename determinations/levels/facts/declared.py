"""What a file of this package declares, and what it reads a fact from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.cells import Cell, Standing
from determinations.ratios.categories import GROUPS
from determinations.uploads.models import Rank
from monitoring.definition import Definition
from monitoring.definition.facts import FactKind
from monitoring.years.models import Year

Value = Decimal | int | bool


class Fact(NamedTuple):
    """What is known of an LEA: a value, and where it came from (file, row, column, and what was counted)."""

    name: str
    value: Value
    source: str


@dataclass(frozen=True)
class Sources:
    """What facts are read from: the year's LEAs by key, their categories of determination in the years
    before, and where they are in disproportionality. What several facts need is read once."""

    year: Year
    definition: Definition
    leas: Sequence[int]
    before: Mapping[int, Sequence[str]]
    standing: Standing | None

    @cached_property
    def ranks(self) -> Mapping[str, Sequence[tuple[int, Decimal, str]]]:
        """By evaluation: an LEA, its rank, and where that came from."""
        found: dict[str, list[tuple[int, Decimal, str]]] = defaultdict(list)
        rows, in_words = Rank.objects.published(self.year.year), rows_in_words("percent_rank")
        for lea, evaluation, rank, row, file in rows.values_list(
            "lea", "evaluation", "percent_rank", "row", "upload__file_name"
        ):
            found[evaluation].append((lea, rank.normalize() + 0, in_words(file, row)))
        return found

    @cached_property
    def cells(self) -> Mapping[int, Sequence[Cell]]:
        """The cells by LEA that tell of disproportionality."""
        return disproportionality_cells.decisive(self.standing) if self.standing else {}


@dataclass(frozen=True)
class Declared:
    """A fact: how documents and people call it, and how it is read for every LEA at once."""

    kind: FactKind
    known: Callable[[Sources], Iterable[tuple[int, Fact]]]


def rank(evaluation: str, kind: FactKind) -> Declared:
    """Return the fact of an LEA's rank in an evaluation."""

    def known(sources: Sources) -> Iterable[tuple[int, Fact]]:
        for lea, value, source in sources.ranks.get(evaluation, ()):
            yield lea, Fact(kind.name, value, source)

    return Declared(kind, known)


def cells_in_words(standing: Standing, cells: Sequence[Cell]) -> str:
    """Return the cells with their rows and ratios; never a count, which might tell of a single student."""
    counted = standing.counted
    said = "; ".join(map(_cell_in_words, cells)) or _("no such cell")
    back = counted.year - len(standing.earlier)
    if back == counted.year:
        sentence = _("%(file)s, counts of %(year)s: %(cells)s")
    else:
        sentence = _("%(file)s, counts of %(back)s to %(year)s: %(cells)s")
    return sentence % {"file": counted.file, "back": back, "year": counted.year, "cells": said}


def _cell_in_words(cell: Cell) -> str:
    sentence = _("%(group)s, category %(category)s, %(ratio)s, row %(row)s")
    if cell.file:
        sentence = _("%(group)s, category %(category)s, %(ratio)s, row %(row)s of %(file)s")
    return sentence % {
        "group": GROUPS[cell.group],
        "category": cell.category,
        "ratio": disproportionality_cells.ratio_in_words(cell),
        "row": cell.row,
        "file": cell.file,
    }


def rows_in_words(column: str) -> Callable[[str, int], str]:
    """Return what says where a value of the column is from: `ranks.csv, row 4, percent_rank`.

    A state has thousands of rows, so the sentence is translated once.
    """
    sentence = _("%(file)s, row %(row)s, %(column)s")
    return lambda file, row: sentence % {"file": file, "row": row, "column": column}
