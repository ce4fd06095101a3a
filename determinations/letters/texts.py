"""The texts that administrators write into letters: kept, taken over from an earlier year, and tried on an LEA."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from cim_portal.lib.verdict import Refused
from determinations.disproportionality import cells
from determinations.letters import events, kinds
from determinations.letters import queries as letters_queries
from determinations.letters.context import Material
from determinations.letters.declaring import LetterKind
from determinations.letters.models import Letter, LetterText
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult, Run
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.access.who import Actor
from monitoring.definition import Definition, Level, definition_of
from monitoring.ledger import ledger
from monitoring.places.models import Lea
from monitoring.places.queries import words_of_lea
from monitoring.years.models import Year

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MANY = 20  # LEAs that a search offers at most


class ChangedMeanwhile(Refused):
    """Someone else saved texts of the same letters since the page was opened."""


class NothingToTakeOver(Refused):
    """No earlier year has a text that this year lacks."""


@dataclass(frozen=True)
class Sheet:
    """The letters that have texts of their own: those of one level, those without a level, or all of another kind."""

    year: Year
    slug: str
    kind: str
    level: Level | None

    @property
    def code(self) -> str:
        """The code of the level, blank without one."""
        return self.level.code if self.level else ""

    @property
    def name(self) -> str:
        """What the letters are called."""
        if not self.of_kind.says_level:
            return str(self.of_kind.title)
        return self.level.name if self.level else str(NO_LEVEL)

    @property
    def of_kind(self) -> LetterKind:
        """What kind of letter they are."""
        return kinds.kind(self.kind)

    @property
    def words(self) -> "Mapping[str, StrOrPromise]":
        """The words that are filled in, with what each is."""
        return self.of_kind.words


@dataclass(frozen=True)
class Preview:
    """What a letter of an LEA would say. `assumed` says, in a sentence, what about it is not so."""

    lea: Lea
    context: dict[str, object]
    assumed: str


def sheets(year: Year) -> list[Sheet]:
    """Return the letters of a year that have texts of their own, in the order of the levels."""
    definition = definition_of(year.definition)
    found: list[Sheet] = []
    for name, kind in kinds.kinds().items():
        if kind.says_level:
            found += [Sheet(year, level.code, name, level) for level in definition.levels]
            found.append(Sheet(year, NONE, name, None))
        elif kind.is_in(definition):
            found.append(Sheet(year, name, name, None))
    return found


def versions(sheet: Sheet) -> list[LetterText]:
    """Return every text that was ever saved for these letters, the newest first."""
    return list(_rows(sheet).select_related("changed_by").order_by("-pk"))


def issued(sheet: Sheet) -> int:
    """Return how many of these letters are issued, and stay as they are."""
    found = Letter.objects.filter(year=sheet.year, kind=sheet.kind, status=Letter.Status.ISSUED)
    return (found.filter(level=sheet.code) if sheet.of_kind.says_level else found).count()


def save(*, sheet: Sheet, texts: Mapping[str, str], seen: int, by: Actor, at: datetime) -> int:
    """Keep the texts that differ from those that count, and return how many; a blank one brings back the letter's own
    sentences. Earlier texts stay readable.

    `seen` is the key of the newest text that was there when the page was opened, 0 for none. Raises NotYou,
    ChangedMeanwhile.
    """
    ledger.insist(by)
    with transaction.atomic():
        Year.objects.select_for_update().get(pk=sheet.year.pk)
        newest = _rows(sheet).select_related("changed_by").order_by("-pk").first()
        if newest and newest.pk != seen:
            raise ChangedMeanwhile(
                _(
                    "%(changed_by)s saved other texts on %(changed_at)s, after you opened this page. Yours are "
                    "still below and nothing was saved. Compare them with the earlier texts at the foot of the "
                    "page, then save again: the newest text counts."
                )
                % {
                    "changed_by": newest.changed_by or _("The command line"),
                    "changed_at": dates.moment(newest.changed_at),
                }
            )
        count = letters_queries.letter_texts(sheet.year)
        there = {place: row.text for (kind, level, place), row in count.items() if (kind, level) == _key(sheet)}
        changed = {place: text for place, text in texts.items() if text != there.get(place, "")}
        for place, text in changed.items():
            _write(sheet.year, *_key(sheet), place, text, by=by, at=at)
    return len(changed)


def earlier_year(year: Year) -> Year | None:
    """Return the nearest year before that has texts, or None."""
    with_texts = Year.objects.filter(year__lt=year.year, letter_texts__isnull=False)
    return with_texts.order_by("-year").first()


def take_over(*, year: Year, by: Actor, at: datetime) -> int:
    """Take over the texts of the nearest earlier year that has some, for the letters that both years have, and return
    how many. What this year has of its own stays. Raises NotYou, NothingToTakeOver."""
    ledger.insist(by)
    with transaction.atomic():
        Year.objects.select_for_update().get(pk=year.pk)
        earlier, here = earlier_year(year), {_key(sheet) for sheet in sheets(year)}
        there, mine = letters_queries.letter_texts(earlier) if earlier else {}, letters_queries.letter_texts(year)
        wanted = {key: row.text for key, row in there.items() if key[:2] in here and key not in mine}
        if not wanted:
            raise NothingToTakeOver(
                _("No earlier year has a text that %(year)s lacks. Nothing was changed.") % {"year": year}
            )
        for (kind, level, place), text in wanted.items():
            _write(year, kind, level, place, text, by=by, at=at)
    return len(wanted)


def find_leas(words: str) -> list[Lea]:
    """Return the LEA of that code, or else those whose name has the words or whose code begins with them, by name."""
    words = words.strip()
    all_leas = Lea.objects.select_related("county", "selpa").order_by("name", "code")
    if exact := list(all_leas.filter(code=words)):
        return exact
    return list(all_leas.filter(words_of_lea(words, path=""))[:MANY]) if words else []


def preview(*, sheet: Sheet, lea: Lea, texts: Mapping[str, str]) -> Preview:
    """Return what the letter of an LEA would say with these texts, under the run that counts. Nothing is kept.

    An LEA that has another level, or of which nothing is determined yet, is taken to have this one.
    """
    run, result = _result(sheet.year, lea)
    assumed = _assumed(sheet, run, result) if sheet.of_kind.says_level else ""
    if assumed:  # what the level rests on is not so either
        result.level, result.rule, result.official = sheet.code, None, None
    standing = _standing(run)
    material = Material(
        result,
        runs_queries.elements_of(run, [lea.pk])[lea.pk] if run else [],
        _definition(sheet, run),
        standing,
        cells.exceeding(standing).get(lea.pk, ()) if standing else (),
    )
    context = sheet.of_kind.context(material, texts)
    return Preview(lea, context.as_json(), assumed or sheet.of_kind.needless(material))


def _assumed(sheet: Sheet, run: Run | None, result: LevelResult) -> str:
    """Return, in a sentence, why the LEA's letter is not one at the level of the sheet; blank where it is."""
    if run is None:
        return _("No level of %(lea)s is determined yet. This is what a letter says at %(name)s, without any data.") % {
            "lea": result.lea,
            "name": sheet.name,
        }
    if result.level != sheet.code:
        return _("%(lea)s has another level in %(run)s. This is what its letter would say at %(name)s.") % {
            "lea": result.lea,
            "run": run,
            "name": sheet.name,
        }
    return ""


def _result(year: Year, lea: Lea) -> tuple[Run | None, LevelResult]:
    """Return the run that counts and an LEA's result in it; where it has none, no run and an empty result."""
    run = runs_queries.counting_run(year.year)
    found = run.results.filter(lea=lea).first() if run else None
    result = found or LevelResult(run=Run(year=year), level="", explanation={})
    result.lea = lea
    return (run if found else None), result


def _definition(sheet: Sheet, run: Run | None) -> Definition:
    """Return the definition of the run, or the one in force where there is no run or it does not know the level."""
    definition = definition_of(run.definition) if run else definition_of(sheet.year.definition)
    known = sheet.level is None or sheet.code in [level.code for level in definition.levels]
    return definition if known else definition_of(sheet.year.definition)


def _standing(run: Run | None) -> cells.Standing | None:
    if run is None:
        return None
    settings = definition_of(run.definition).disproportionality
    return cells.standing(year=run.year.year, settings=settings, uploads=cells.read_by(run))


def _key(sheet: Sheet) -> tuple[str, str]:
    return sheet.kind, sheet.code


def _rows(sheet: Sheet) -> QuerySet[LetterText]:
    return LetterText.objects.filter(year=sheet.year, kind=sheet.kind, level=sheet.code)


def _write(year: Year, kind: str, level: str, place: str, text: str, *, by: Actor, at: datetime) -> None:
    row = LetterText.objects.create(
        year=year, kind=kind, level=level, place=place, text=text, changed_by=by, changed_at=at
    )
    ledger.record(events.WROTE_TEXT, row, by=by, at=at, values={"written": int(bool(text))})
