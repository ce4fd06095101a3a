"""The letters of a year as a table."""

from collections.abc import Iterable

from django.db.models import QuerySet

from cim_portal.lib.sheets import AT_ONCE, Rows, Table
from determinations.letters import queries
from determinations.letters.models import Letter
from determinations.letters.reach import Reach
from monitoring.years.models import Year


def letters(found: QuerySet[Letter]) -> Rows:
    """Return each letter of `queries.letters_of`, those that were replaced too."""
    columns = ["lea_code", "lea_name", "selpa", "level", "status", "issued_at", "issued_by", "sha256", "kind"]
    rows = (
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
        for line in map(queries.letter_line, found.iterator(chunk_size=AT_ONCE))
    )
    return columns, rows


def reached(year: Year, found: Iterable[Reach]) -> Table:
    """Return whom each letter of `reach.reached` reached; `opened_by` names everyone who opened it."""
    columns = ["year", "lea_code", "lea_name", "letter", "notified", "mailed", "opened_by", "first_opened_at"]
    columns += ["last_opened_at", "cannot_be_notified"]
    return columns, [
        [
            *(year.year, one.letter.lea.code, one.letter.lea.as_of(year.pk).name, str(one.letter.title)),
            *(one.notified, one.mailed, ", ".join(opening.person for opening in one.openings)),
            min((opening.first_at for opening in one.openings), default=None),
            max((opening.last_at for opening in one.openings), default=None),
            " ".join(one.troubles),
        ]
        for one in found
    ]
