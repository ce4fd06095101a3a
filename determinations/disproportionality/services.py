"""The cells of a year as one document."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from determinations.disproportionality import cells as disproportionality_cells
from monitoring.places.models import Lea
from monitoring.years.models import Year


class NoCounts(Refused):
    """No counts are published for the year."""


def document(*, year: Year, lea: Lea | None = None) -> dict[str, object]:
    """Return the JSON document of `disproportionality`: every cell of the year's published counts, or of one LEA.

    A cell has no ratio, and says why, where it is not calculated. Raises NoCounts.
    """
    standing = disproportionality_cells.of_year(year, lea=lea)
    if standing is None:
        raise NoCounts(
            _("No counts for disproportionality are published for %(year)s. Import and publish them first.")
            % {"year": year}
        )
    cells = disproportionality_cells.by_code(standing)
    return {"year": year.year, "cells": [{"lea_code": code, **cell.as_json()} for code, cell in cells]}
