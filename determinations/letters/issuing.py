"""Drafts and issues the letters of a year: those that say the level, and the second ones where a year has them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib.shapes import JsonObject
from cim_portal.lib.verdict import Refused
from determinations.disproportionality import cells
from determinations.letters import drawing, events, kinds
from determinations.letters import queries as letters_queries
from determinations.letters.context import Material
from determinations.letters.models import Letter
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult, Run
from monitoring.access.who import Actor
from monitoring.definition import definition_of
from monitoring.files import keeping
from monitoring.files.models import Kept
from monitoring.ledger import ledger
from monitoring.places.models import in_year
from monitoring.places.queries import words_of_lea
from monitoring.work import jobs
from monitoring.years.models import Year


class NothingToIssue(Refused):
    """Every letter is issued, or being issued, and says what the final run says."""


class NothingToStop(Refused):
    """No letter waits for a worker."""


class NothingFinal(Refused):
    """Letters are written from a final run, and there is none."""


@dataclass(frozen=True)
class Changes:
    """What issuing now would do: how many letters would be the first of their LEA, and how many issued ones replaced."""

    first: int
    replaced: int
    example: "_Wanted | None" = field(default=None, compare=False)  # the first of them, to read before it is issued

    @property
    def letters(self) -> int:
        """How many letters would be issued."""
        return self.first + self.replaced


@dataclass(frozen=True)
class _Wanted:
    """What a letter of an LEA has to say, as it is frozen, but for the letter that it replaces."""

    result: LevelResult
    kind: str
    context: JsonObject


def draft(*, year: Year, lea_codes: Collection[str] = (), by: Actor, at: datetime) -> list[Letter]:
    """Write the drafts for each LEA of the final run, or for those of `lea_codes`; return those that wait to be issued.

    Where a year has second letters, an LEA with a ratio that exceeds its threshold gets one too. An issued letter that
    says the same already gets no draft; where it says otherwise, the draft will replace it. Safe to repeat: a draft that
    is there is brought up to date. Raises NotYou, NothingFinal.
    """
    ledger.insist(by)
    run = _final(year)
    with transaction.atomic():
        Year.objects.select_for_update().get(pk=year.pk)  # two batches at once would draft the same letter twice
        # Locked, so that no worker issues a letter between its being read here and its being brought up to date.
        alive = Letter.objects.select_for_update(of=("self",), no_key=True)
        there = {
            (letter.lea_id, letter.kind, letter.status): letter
            for letter in alive.filter(year=year, status__in=["issued", "draft"]).select_related("lea").order_by("pk")
        }
        fresh: list[Letter] = []
        again: list[Letter] = []
        kept: set[int] = set()
        wanted = list(_wanted(run, lea_codes, had_one=_who_had_one(there)))
        for one in wanted:
            issued, started = (there.get((one.result.lea_id, one.kind, state)) for state in ("issued", "draft"))
            if issued and drawing.says_the_same(issued.context, one.context):
                continue
            letter = started or Letter(lea=one.result.lea, year=year, kind=one.kind, drafted_at=at, replaces=issued)
            letter.run, letter.level, letter.context = run, one.result.level, _replacing(one.context, issued)
            (again if started else fresh).append(letter)
            kept |= {started.pk} if started else set()
        seen = {one.result.lea_id for one in wanted}
        drafts = [letter for letter in there.values() if letter.status == "draft" and letter.lea_id in seen]
        Letter.objects.filter(pk__in={letter.pk for letter in drafts} - kept).delete()  # needless by now
        Letter.objects.bulk_create(fresh, batch_size=1000)
        Letter.objects.bulk_update(again, ["run", "level", "context"], batch_size=500)
    return sorted(fresh + again, key=lambda letter: (letter.lea.code, letter.kind))


def chosen(*, year: Year, level: str | None = None, selpa: str = "", words: str = "") -> list[str]:
    """Return the codes of the LEAs of the final run that are chosen: of one level (blank: of none), of the SELPA of that
    code, those in which the words occur. Raises NothingFinal."""
    found = _final(year).results.order_by("lea__code").filter(words_of_lea(words))
    if level is not None:
        found = found.filter(level=level)
    if selpa:
        found = found.filter(lea__selpa__code=selpa)
    return list(found.values_list("lea__code", flat=True))


def would_change(*, year: Year, lea_codes: Collection[str] = ()) -> Changes:
    """Return what issuing now would do, without drafting anything: letters may say something else than they would now
    because another run is final or a text was changed. Raises NothingFinal."""
    run = _final(year)
    issued = {(one.lea_id, one.kind, one.status): one for one in Letter.objects.filter(year=year, status="issued")}
    first = replaced = 0
    example: _Wanted | None = None
    for one in _wanted(run, lea_codes, had_one=_who_had_one(issued)):
        there = issued.get((one.result.lea_id, one.kind, "issued"))
        if there and drawing.says_the_same(there.context, one.context):
            continue
        first, replaced = first + (there is None), replaced + (there is not None)
        example = example or _Wanted(one.result, one.kind, _replacing(one.context, there))
    return Changes(first, replaced, example)


def drawn(letter: Letter) -> Kept:
    """Return the bytes of an issued letter; one that was issued undrawn is drawn now, once for all."""
    if letter.pdf is None:
        letter.pdf = keeping.keep(drawing.draw(letter.context))
        Letter.objects.filter(pk=letter.pk, pdf=None).update(pdf=letter.pdf)
    return letter.pdf


def request_issue(*, year: Year, lea_codes: Collection[str] = (), by: Actor, at: datetime) -> int:
    """Have workers issue the letters of the final run, one small job each, and return how many.

    Stopped in the middle, it continues where it was when asked again. Raises NotYou, NothingFinal, NothingToIssue.
    """
    with transaction.atomic():
        waiting = draft(year=year, lea_codes=lea_codes, by=by, at=at)
        if not waiting:
            raise NothingToIssue(_("Every letter is issued and says what the final run says. Nothing was changed."))
        begun = letters_queries.being_issued(year)
        asked = [letter for letter in waiting if letter.pk not in begun]
        if not asked:
            raise NothingToIssue(
                ngettext(
                    "%(waiting)s letter is being issued already. Nothing was changed.",
                    "%(waiting)s letters are being issued already. Nothing was changed.",
                    len(waiting),
                )
                % {"waiting": len(waiting)}
            )
        return jobs.enqueue_all(letters_queries.ISSUE, asked, at=at, by=by)


def stop(*, year: Year, by: Actor, at: datetime) -> int:
    """Take back the letters that no worker has begun, and return how many; they stay as drafts.

    What a worker has in hand is issued. Raises NotYou, NothingToStop.
    """
    ledger.insist(by)
    with transaction.atomic():
        taken = jobs.call_off(letters_queries.ISSUE, Letter.objects.filter(year=year))
        if not taken:
            raise NothingToStop(_("No letter waits for a worker any more. Nothing was changed."))
        ledger.record(events.STOPPED, year, by=by, at=at, values={"letters": taken})
    return taken


def _final(year: Year) -> Run:
    run = runs_queries.final_run(year.year)
    if run is None:
        raise NothingFinal(
            _("The levels of %(year)s are not final. Determine them and make the run final first.") % {"year": year}
        )
    return run


def _who_had_one(there: Mapping[tuple[int, str, str], Letter]) -> set[tuple[int, str]]:
    """Return which LEAs, by key, have an issued letter of which kind: it is corrected also where none is due any more."""
    return {(lea, kind) for lea, kind, status in there if status == "issued"}


def _wanted(run: Run, lea_codes: Collection[str], *, had_one: Collection[tuple[int, str]]) -> Iterator[_Wanted]:
    """Yield what the letters of the run's LEAs, or of those of `lea_codes`, have to say."""
    definition = definition_of(run.definition)
    results = run.results.select_related("run", "lea__county", "lea__selpa").order_by("lea__code")
    results = results.prefetch_related(in_year(run.year.year))
    found = list(results.filter(lea__code__in=lea_codes) if lea_codes else results)
    elements = runs_queries.elements_of(run, [result.lea_id for result in found])
    standing = cells.standing(year=run.year.year, settings=definition.disproportionality, uploads=cells.read_by(run))
    exceeding = cells.exceeding(standing) if standing else {}
    texts = _texts(run.year)
    there = {name: kind for name, kind in kinds.kinds().items() if kind.is_in(definition)}
    for result in found:
        lea = result.lea_id
        material = Material(result, elements[lea], definition, standing, exceeding.get(lea, ()))
        for name, kind in there.items():
            if kind.is_due(material, (lea, name) in had_one):
                own = texts.get((name, result.level if kind.says_level else ""), {})
                yield _Wanted(result, name, kind.context(material, own).as_json())


def _texts(year: Year) -> dict[tuple[str, str], dict[str, str]]:
    """Return the administrator's texts by kind and level, each by place."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for (kind, level, place), row in letters_queries.letter_texts(year).items():
        found.setdefault((kind, level), {})[place] = row.text
    return found


def _replacing(context: JsonObject, issued: Letter | None) -> JsonObject:
    """Return what a letter says that replaces another: on which day that one was issued."""
    return context | {
        "replaces_issued_on": localdate(issued.issued_at).isoformat() if issued and issued.issued_at else ""
    }
