"""The letters of a year as a table."""

from collections.abc import Iterable

from cim_portal.lib.sheets import Table
from determinations.letters import queries
from determinations.letters.models import Letter


def letters(found: Iterable[Letter]) -> Table:
    """Return each letter of `queries.letters_of`, those that were replaced too."""
    columns = ["lea_code", "lea_name", "selpa", "level", "status", "issued_at", "issued_by", "sha256", "kind"]
    rows = [
        [
            line.code,
            line.name,
            line.selpa,
            line.level,
            line.status,
            line.issued_at,
            line.issued_by,
            line.sha256,
            line.kind,
        ]
        for line in map(queries.letter_line, found)
    ]
    return columns, rows
