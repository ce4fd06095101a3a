"""What another definition would do to the levels of a year that is open."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib.verdict import Refused
from determinations.levels import determining
from determinations.runs.words import NO_LEVEL
from monitoring.definition import Definition, definition_of, effects
from monitoring.definition.effects import Asked, Effect
from monitoring.years.models import Year


def register() -> None:
    """Let the pages that change a definition ask."""
    effects.register(on_levels)


def on_levels(asked: Asked) -> Effect | None:
    """Return how many LEAs would end in another level, next to the version in force; None for a year that is not open."""
    if not isinstance(asked.after, Definition):
        return None
    year = Year.objects.filter(year=asked.after.year).select_related("definition").first()
    if year is None:
        return None
    in_force = definition_of(year.definition)
    try:
        before, after = _ends_in(year, in_force), _ends_in(year, asked.after)
    except Refused as refused:
        return Effect(_("What it would do to levels"), (str(refused),))
    moves = Counter((before[code], end) for code, end in after.items() if before.get(code, "") != end)
    return Effect(_("What it would do to levels"), tuple(_sentences(moves, len(after), in_force, asked.after)))


def _ends_in(year: Year, definition: Definition) -> dict[str, str]:
    outcomes = determining.work_out(year=year, definition=definition)
    return {one.known.lea.code: one.ends_in for one in outcomes.of_leas}


def _sentences(moves: Counter[tuple[str, str]], count: int, before: Definition, after: Definition) -> list[str]:
    if not moves:
        return [_("No LEA would end in another level than under the version in force.")]
    number = sum(moves.values())
    first = ngettext(
        "%(number)s of %(count)s LEAs would end in another level than under the version in force.",
        "%(number)s of %(count)s LEAs would end in another level than under the version in force.",
        number,
    ) % {"number": number, "count": count}
    names = {"": str(NO_LEVEL), **before.endings, **after.endings}
    moved = [
        _("%(number)s from %(old)s to %(new)s") % {"number": n, "old": names.get(old, old), "new": names.get(new, new)}
        for (old, new), n in moves.most_common()
    ]
    return [first, *moved]
