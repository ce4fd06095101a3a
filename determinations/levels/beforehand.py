"""Which levels would move if a file that waits to be published counted, under the rules in force. Nothing is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from determinations.levels import determining, what_if
from determinations.levels.gathering import NoDirectory
from determinations.levels.what_if import MoveLine
from determinations.runs import moves, queries
from determinations.runs.models import Run
from determinations.runs.words import NO_LEVEL
from determinations.uploads import comparison
from determinations.uploads.models import Upload
from monitoring.definition import definition_of
from monitoring.ledger.models import Event
from monitoring.years.models import Year


@dataclass(frozen=True)
class _Ends:
    """In what each LEA ends, by code: its name and the code of the level or outcome. `why` gives the reasons of some."""

    of_leas: Mapping[str, tuple[str, str]]
    why: Callable[[Iterable[str]], Mapping[str, str]]


def moves_if_published(upload: Upload) -> list[MoveLine]:
    """Return the LEAs whose level would be another than what is published now comes to, by code, and why.

    Levels are determined once, as if the file counted; what they are now is read from a run of just these data and rules
    where there is one.
    """
    run = _run_of_now(upload.year)
    before = _kept(run) if run else _determined(upload.year)
    with comparison.as_if_published(upload):
        after = _determined(upload.year)
    names = definition_of(upload.year.definition).endings
    nowhere = ("", None)
    moving = [
        code
        for code in sorted({**before.of_leas, **after.of_leas})
        if before.of_leas.get(code, nowhere)[1] != after.of_leas.get(code, nowhere)[1]
    ]
    why_before, why_after = before.why(moving), after.why(moving)

    def level_of(ends: _Ends, code: str) -> str:
        return str(names.get(ends.of_leas[code][1], NO_LEVEL)) if code in ends.of_leas else _("Not in the year")

    outside = _("The directory does not have it.")
    return [
        MoveLine(
            code=code,
            name=(after.of_leas.get(code) or before.of_leas[code])[0],
            before=level_of(before, code),
            after=level_of(after, code),
            why_before=why_before.get(code, outside),
            why_after=why_after.get(code, outside),
        )
        for code in moving
    ]


def _run_of_now(year: Year) -> Run | None:
    """Return a run of the rules in force that read all that levels follow from as it is now, or None."""
    alive = year.runs.exclude(status=Run.Status.SUPERSEDED).filter(definition=year.definition_id)
    run = alive.select_related("year", "definition").order_by("-number").first()
    if run is None or queries.uploads_since(run) or run.uploads.exclude(status=Upload.Status.PUBLISHED).exists():
        return None
    others = Upload.objects.filter(status=Upload.Status.PUBLISHED, published_at__gte=run.made_at)
    other_runs = Event.objects.filter(move=moves.FINALISE.name, at__gte=run.made_at).exclude(subject_id=run.pk)
    changed = others.exclude(pk__in=run.uploads.values("pk")).exists() or other_runs.exists()
    return None if changed else run


def _kept(run: Run) -> _Ends:
    rows = run.results.values_list("lea__code", "lea__name", "level", "outcome")
    found = {code: (name, level or outcome) for code, name, level, outcome in rows}
    return _Ends(found, lambda codes: what_if.kept_reasons(run, list(codes)))


def _determined(year: Year) -> _Ends:
    definition = definition_of(year.definition)
    try:
        outcomes = determining.work_out(year=year, definition=definition)
    except NoDirectory:
        return _Ends({}, lambda codes: {})
    of_leas = {outcome.known.lea.code: outcome for outcome in outcomes.of_leas}
    return _Ends(
        {code: (outcome.known.lea.name, outcome.ends_in) for code, outcome in of_leas.items()},
        lambda codes: {code: what_if.why(definition, of_leas[code]) for code in codes if code in of_leas},
    )
