"""Which levels would move if a file that waits to be published counted, under the rules in force. Nothing is kept."""

from django.utils.translation import gettext as _

from determinations.levels import determining
from determinations.levels.determining import Outcome
from determinations.levels.gathering import NoDirectory
from determinations.levels.what_if import MoveLine, why
from determinations.runs.words import NO_LEVEL
from determinations.uploads import comparison
from determinations.uploads.models import Upload
from monitoring.definition import definition_of
from monitoring.years.models import Year


def moves_if_published(upload: Upload) -> list[MoveLine]:
    """Return the LEAs whose level would be another than what is published now comes to, by code, and why."""
    before = _outcomes(upload.year)
    with comparison.as_if_published(upload):
        after = _outcomes(upload.year)
    definition = definition_of(upload.year.definition)
    names = definition.endings

    def level_of(outcome: Outcome | None) -> str:
        return str(names.get(outcome.ends_in, NO_LEVEL)) if outcome else _("Not in the year")

    def why_of(outcome: Outcome | None) -> str:
        return why(definition, outcome) if outcome else _("The directory does not have it.")

    moves = []
    for code, there in sorted({**before, **after}.items()):
        one, other = before.get(code), after.get(code)
        if not (one and other and one.ends_in == other.ends_in):
            name = there.known.lea.name
            moves.append(MoveLine(code, name, level_of(one), level_of(other), why_of(one), why_of(other)))
    return moves


def _outcomes(year: Year) -> dict[str, Outcome]:
    try:
        outcomes = determining.work_out(year=year, definition=definition_of(year.definition))
    except NoDirectory:
        return {}
    return {outcome.known.lea.code: outcome for outcome in outcomes.of_leas}
