"""What is said of disproportionality outside of the pages: the document of a year's cells."""

from typing import Any

from cim_portal.lib.verdict import Refused
from determinations import disproportionality
from determinations.disproportionality import Cell
from monitoring.models import Lea, Year


class NoCounts(Refused):
    """No counts are published for the year."""


def document(*, year: Year, lea: Lea | None = None) -> dict[str, Any]:
    """Return the JSON document of `disproportionality`: every cell of the year's published counts, or of one LEA.

    A cell has no ratio, and says why, where it is not calculated. Raises NoCounts.
    """
    standing = disproportionality.standing(
        year=year.year,
        settings=disproportionality.settings_of(year),
        uploads=disproportionality.published(),
        lea=lea,
    )
    if standing is None:
        raise NoCounts(f"No counts for disproportionality are published for {year}. Import and publish them first.")
    codes = dict(Lea.objects.order_by("code").values_list("pk", "code"))
    return {
        "year": year.year,
        "cells": [
            _cell(code, cell)
            for key, code in codes.items()
            if key in standing.index
            for cell in disproportionality.cells(standing, lea=key)
        ],
    }


def _cell(code: str, cell: Cell) -> dict[str, Any]:
    return {
        "lea_code": code,
        "category": cell.category,
        "group": cell.group,
        "outcome": cell.outcome,
        "base": cell.base,
        "comparison_outcome": cell.comparison_outcome,
        "comparison_base": cell.comparison_base,
        "ratio": None if cell.ratio is None else str(cell.ratio),
        "kind": cell.kind,
        "reason": cell.reason or None,
        "exceeds": cell.exceeds,
        "years": cell.years,
    }
