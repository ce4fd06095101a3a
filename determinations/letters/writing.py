"""Which letters a run calls for, and what they say. Nothing is kept here.

What is due is known without what a letter says: that is written only for the letters that are asked for.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from cim_portal.lib.shapes import JsonObject
from determinations.disproportionality import cells
from determinations.disproportionality.cells import Cell, Standing
from determinations.letters import kinds
from determinations.letters import queries as letters_queries
from determinations.letters.context import Material
from determinations.letters.declaring import LetterKind
from determinations.letters.models import Letter, LetterText
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import Upload
from monitoring.definition import Definition, definition_of
from monitoring.places.models import in_year
from monitoring.years.models import Year

Key = tuple[int, str]  # an LEA, by key, and a kind of letter


@dataclass(frozen=True)
class Wanted:
    """What a letter of an LEA has to say, as it is frozen, but for the letter that it replaces."""

    result: LevelResult
    kind: str
    context: JsonObject

    @property
    def key(self) -> Key:
        """Of which LEA it is, and of which kind."""
        return self.result.lea_id, self.kind


def due(run: Run, *, lea_codes: Collection[str] = (), had_one: Collection[Key]) -> list[Key]:
    """Return the letters that the run calls for, by code of the LEA: of all its LEAs, or of those of `lea_codes`.

    `had_one` are those that are issued: they are corrected also where none is due any more.
    """
    definition = definition_of(run.definition)
    there = _kinds_in(definition)
    exceeding: Mapping[int, Sequence[Cell]] = {}
    if len(there) > 1 and (standing := _standing(run, definition)):
        exceeding = cells.exceeding(standing)
    results = run.results.order_by("lea__code").defer("explanation", "missing")
    found: list[Key] = []
    for result in results.filter(lea__code__in=lea_codes) if lea_codes else results:
        material = Material(result, (), definition, None, exceeding.get(result.lea_id, ()))
        found += [
            (result.lea_id, name)
            for name, kind in there.items()
            if kind.is_due(material, (result.lea_id, name) in had_one)
        ]
    return found


def write(run: Run, wanted: Collection[Key], *, dated: Mapping[Key, date]) -> Iterator[Wanted]:
    """Yield what the letters of `wanted` have to say, by code of the LEA.

    `dated` are the dates of those that bear another than the definition's.
    """
    if not wanted:
        return
    definition = definition_of(run.definition)
    results = run.results.select_related("run", "lea__county", "lea__selpa").order_by("lea__code")
    results = results.filter(lea__in={lea for lea, _ in wanted}).prefetch_related(in_year(run.year.year))
    found = list(results)
    elements = runs_queries.elements_of(run, [result.lea_id for result in found])
    standing = _standing(run, definition)
    exceeding = cells.exceeding(standing) if standing else {}
    texts, keys = _texts(run.year), set(wanted)
    for result in found:
        lea = result.lea_id
        for name, kind in _kinds_in(definition).items():
            if (lea, name) in keys:
                on = dated.get((lea, name))
                material = Material(result, elements[lea], definition, standing, exceeding.get(lea, ()), on)
                own = texts.get((name, result.level if kind.says_level else ""), {})
                yield Wanted(result, name, kind.context(material, own).as_json())


def says_what_counts(letter: Letter, *, run: Run, changed_at: datetime | None) -> bool:
    """Say whether a letter is of the run, and nothing that letters follow from was changed since it was written; then
    it says what it would say now. `changed_at` is as `last_change` gives it."""
    return letter.run_id == run.pk and (changed_at is None or changed_at < letter.drafted_at)


def last_change(year: Year) -> datetime | None:
    """Return when what the year's letters follow from was last changed besides the run: a text, or a published file."""
    texts = LetterText.objects.filter(year=year).aggregate(at=Max("changed_at"))["at"]
    files = Upload.objects.filter(year=year).aggregate(at=Max("published_at"))["at"]
    return max(filter(None, (texts, files)), default=None)


def _kinds_in(definition: Definition) -> dict[str, LetterKind]:
    return {name: kind for name, kind in kinds.kinds().items() if kind.is_in(definition)}


def _standing(run: Run, definition: Definition) -> Standing | None:
    return cells.standing(year=run.year.year, settings=definition.disproportionality, uploads=cells.read_by(run))


def _texts(year: Year) -> dict[tuple[str, str], dict[str, str]]:
    """Return the administrator's texts by kind and level, each by place."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for (kind, level, place), row in letters_queries.letter_texts(year).items():
        found.setdefault((kind, level), {})[place] = row.text
    return found
