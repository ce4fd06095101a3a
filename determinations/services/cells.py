"""What is said of disproportionality outside of the pages: the document of a year's cells."""

from typing import Any

from cim_portal.lib.verdict import Refused
from determinations import disproportionality
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
    cells = disproportionality.by_code(standing)
    return {"year": year.year, "cells": [{"lea_code": code, **cell.as_json()} for code, cell in cells]}
