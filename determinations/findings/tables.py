"""Findings as a table that leaves the portal."""

from collections.abc import Iterable

from django.utils.timezone import localdate

from cim_portal.lib.sheets import Rows
from determinations.findings.queries import Line

COLUMNS = [
    "finding", "year", "lea_code", "lea_name", "selpa", "source", "citation", "requirement", "status", "waits_for",
    "found_on", "notified_on", "due_on", "days_left", "late", "hold", "children_verified_on", "data_verified_on", "closed_on",
]  # fmt: skip


def findings(lines: Iterable[Line]) -> Rows:
    """Return a row a finding, with its days as days; days left are less than 0 where it is late."""
    return COLUMNS, map(_row, lines)


def _row(line: Line) -> list[object]:
    one, clock = line.finding, line.clock
    moments = (one.children_at, one.data_at, one.closed_at)
    return [
        one.pk,
        one.year.year,
        one.lea.code,
        one.lea.name,
        str(one.lea.selpa),
        str(one.get_source_display()),
        one.citation,
        one.requirement,
        str(one.get_status_display()),
        line.waits_for,
        one.found_on,
        localdate(one.notified_at) if one.notified_at else None,
        one.due_on,
        clock.days if clock and not clock.stopped else None,
        clock.is_late if clock else None,
        line.held,
        *(localdate(at) if at else None for at in moments),
    ]
