"""The published indicators of a year as a table."""

from typing import Any

from cim_portal.lib.sheets import Table
from determinations.uploads.models import IndicatorResult
from monitoring.years.models import Year


def indicators(year: Year) -> Table:
    """Return the published indicator rows of a year under the columns of the format `indicators`.

    Rates and targets stand as the state's file wrote them, so that the table can be imported again.
    """
    columns = ["year", "lea_code", "indicator", "label", "numerator", "denominator", "rate", "target", "target_met"]
    published = IndicatorResult.objects.published(year.year).select_related("lea").order_by("lea__code", "row")
    rows = [
        [
            year.year,
            row.lea.code,
            row.indicator,
            row.label,
            _count(row.numerator),
            _count(row.denominator),
            row.rate_text,
            row.target_text,
            row.target_met,
            row.monitoring_activities,
        ]
        for row in published
    ]
    return [*columns, "monitoring_activities"], rows


def _count(number: Any) -> int | str:
    """Return a count as a whole number, blank where it is not known."""
    return "" if number is None else int(number)
