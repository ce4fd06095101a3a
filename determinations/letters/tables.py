"""The letters of a year as a table."""

from cim_portal.lib.sheets import Table
from determinations.letters import queries
from monitoring.years.models import Year


def letters(year: Year) -> Table:
    """Return each letter of a year, those that were replaced too."""
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
        for line in map(queries.letter_line, queries.letters_of(year))
    ]
    return columns, rows
