"""The review of preliminary figures as tables that leave the portal."""

from collections.abc import Iterable

from cim_portal.lib.sheets import Table
from determinations.preliminary import queries
from determinations.preliminary.models import Contest, Window


def contests(found: Iterable[Contest]) -> Table:
    """Return what LEAs contest, with the answers, in the order of the page."""
    columns = ["year", "lea_code", "lea_name", "indicator", "status", "contested_at", "contested_by", "reason"]
    columns += ["decision", "answered_at", "answered_by", "late"]
    return columns, [
        [
            *(one.window.year.year, one.lea.code, one.lea.name, one.indicator, one.get_status_display()),
            *(one.contested_at, str(one.contested_by), one.reason, one.get_decision_display()),
            *(one.answered_at, str(one.answered_by or ""), one.is_late),
        ]
        for one in found
    ]


def silent(windows: Iterable[Window]) -> Table:
    """Return the LEAs of whom no one looked at the figures of a window or contested one."""
    columns = ["year", "lea_code", "lea_name", "selpa_code", "selpa_name"]
    return columns, [
        [window.year.year, lea.code, lea.name, lea.selpa.code, str(lea.selpa)]
        for window in windows
        for lea in queries.silent(window)
    ]
