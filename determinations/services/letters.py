"""Drafts and issues the Annual Determination Letters of a year."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from cim_portal.lib.verdict import Refused
from determinations import letters, queries, transitions
from determinations.models import Letter, LevelResult, Run
from determinations.queries import Element
from determinations.services import runs
from monitoring import jobs, ledger, process
from monitoring.models import Year


class NothingToIssue(Refused):
    """Every letter is issued, or being issued, and says what the final run says."""


class NothingFinal(Refused):
    """Letters are written from a final run, and there is none."""


def draft(*, year: Year, lea_codes: Collection[str] = (), by: Any, at: datetime) -> list[Letter]:
    """Write a draft for each LEA of the final run, or for those of `lea_codes`; return those that wait to be issued.

    An LEA whose issued letter says the same already gets none; where it says otherwise, the draft will replace it.
    Safe to repeat: a draft that is there is brought up to date. Raises NotYou, NothingFinal.
    """
    transitions.insist(by)
    run = runs.final_run(year.year)
    if run is None:
        raise NothingFinal(f"The levels of {year} are not final. Determine them and make the run final first.")
    with transaction.atomic():
        Year.objects.select_for_update().get(pk=year.pk)  # two batches at once would draft the same letter twice
        # Locked, so that no worker issues a letter between its being read here and its being brought up to date.
        alive = (
            Letter.objects.filter(year=year, status__in=["issued", "draft"])
            .select_related("lea")
            .select_for_update(of=("self",), no_key=True)
            .order_by("pk")
        )
        there = {(letter.lea_id, letter.status): letter for letter in alive}
        fresh: list[Letter] = []
        again: list[Letter] = []
        needless: list[int] = []
        results = list(_results(run, lea_codes))
        elements = queries.elements_of(run, [result.lea_id for result in results])
        for result in results:
            issued, started = there.get((result.lea_id, "issued")), there.get((result.lea_id, "draft"))
            context = _context(result, elements[result.lea_id], run, issued)
            if issued and _says_the_same(issued.context, context):
                needless += [started.pk] if started else []
                continue
            letter = started or Letter(lea=result.lea, year=year, drafted_at=at, replaces=issued)
            letter.run, letter.level, letter.context = run, result.level, context
            (again if started else fresh).append(letter)
        Letter.objects.filter(pk__in=needless).delete()
        Letter.objects.bulk_create(fresh, batch_size=1000)
        Letter.objects.bulk_update(again, ["run", "level", "context"], batch_size=500)
    return sorted(fresh + again, key=lambda letter: letter.lea.code)


def issue(*, letter: Letter, by: Any, at: datetime) -> Letter:
    """Draw the letter, freeze it and send it on its way, in one transaction of its own.

    The row is locked before it is drawn, so that what is drawn is what is frozen. Raises NotYou, NotNow, Incomplete.
    """
    with transaction.atomic():
        row = (
            Letter.objects.select_for_update(of=("self",), no_key=True)
            .select_related("lea", "year", "run", "replaces")
            .get(pk=letter.pk)
        )
        if refused := ledger.possible_now(transitions.ISSUE, row, by=by):
            raise refused
        return transitions.issue_letter(
            letter=row,
            pdf=letters.draw(row.context),
            link=f"/leas/{row.lea.code}/{row.year.year}/letter/",
            level_name=row.context["level_name"],
            by=by,
            at=at,
        )


def request_issue(*, year: Year, lea_codes: Collection[str] = (), by: Any, at: datetime) -> int:
    """Have workers issue the letters of the final run, one small job each, and return how many.

    Stopped in the middle, it goes on where it was when asked again. Raises NotYou, NothingFinal, NothingToIssue.
    """
    with transaction.atomic():
        waiting = draft(year=year, lea_codes=lea_codes, by=by, at=at)
        if not waiting:
            raise NothingToIssue("Every letter is issued and says what the final run says. Nothing was changed.")
        begun = queries.being_issued(year)
        asked = [letter for letter in waiting if letter.pk not in begun]
        if not asked:
            raise NothingToIssue(f"{len(waiting)} letters are being issued already. Nothing was changed.")
        for letter in asked:
            jobs.enqueue(queries.ISSUE, letter, at=at, by=by)
    return len(asked)


def _results(run: Run, lea_codes: Collection[str]) -> QuerySet[LevelResult]:
    results = run.results.select_related("lea__county", "lea__selpa").order_by("lea__code")
    return results.filter(lea__code__in=lea_codes) if lea_codes else results


def _context(result: LevelResult, elements: list[Element], run: Run, issued: Letter | None) -> dict[str, Any]:
    replaced = localdate(issued.issued_at).isoformat() if issued and issued.issued_at else ""
    said = letters.gather(
        result=result, elements=elements, definition=process.of(run.process), replaces_issued_on=replaced
    )
    return said.as_json()


def _says_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    apart = {"replaces_issued_on": ""}
    return one | apart == other | apart
