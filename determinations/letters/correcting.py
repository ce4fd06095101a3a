"""Corrects one letter: another level where the state decides so, the reason, and the letter that replaces it."""

import csv
import io
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from cim_portal.lib.verdict import Refused
from determinations.letters import drawing, issuing, moves
from determinations.letters import queries as letters_queries
from determinations.letters.models import Letter
from determinations.levels import determining, doubts
from determinations.runs import queries as runs_queries
from determinations.runs.models import Run
from determinations.uploads import formats
from determinations.uploads import services as uploads_services
from determinations.uploads.models import OfficialLevel, Upload
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.years.models import Year


class NoReason(Refused):
    """A correction says why."""


class NothingToCorrect(Refused):
    """The letter says already what it would say."""


class NotTheOneThatCounts(Refused):
    """The letter is not issued, was replaced, or another one of the LEA is under way."""


class NotAlone(Refused):
    """Correcting this letter would change more than this letter."""


def correct(*, letter: Letter, level: str, reason: str, by: Actor, at: datetime) -> Letter:
    """Replace an issued letter by one that says `level`, with the reason in it, and return that one.

    Another level becomes the state's own decision on the LEA, in a run that is final from then on and differs from the
    one before in this LEA alone. The LEA's other letter of the year follows where it says otherwise now. All of it
    happens or nothing. Raises NotYou, NoReason, NotTheOneThatCounts, NotAlone, NothingToCorrect, and what determining
    and issuing raise.
    """
    ledger.insist(by)
    if not reason.strip():
        raise NoReason(_("Say why the letter is corrected. The reason is in the new letter."))
    bounds.insist(reason, bounds.COMMENT, what=_("The reason"))
    with transaction.atomic():
        year = Year.objects.select_for_update(of=("self",)).select_related("definition").get(pk=letter.year_id)
        counting = _counting(letter)
        if level != counting.level:
            _decide(counting, level, year=year, reason=reason.strip(), by=by, at=at)
        waiting = issuing.draft(year=year, lea_codes=[counting.lea.code], by=by, at=at)
        if counting.kind not in {draft.kind for draft in waiting}:
            raise NothingToCorrect(
                _(
                    "The letter says already what it would say. Choose another level, or change a text or the "
                    "definition first. Nothing was changed."
                )
            )
        issued = [_issue(draft, reason=reason.strip(), by=by, at=at) for draft in waiting]
    return next(one for one in issued if one.kind == counting.kind)


def _counting(letter: Letter) -> Letter:
    """Return the letter, locked. Raises NotTheOneThatCounts."""
    row = (
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("lea", "year", "run")
        .get(pk=letter.pk)
    )
    if row.status != Letter.Status.ISSUED:
        raise NotTheOneThatCounts(
            _(
                "This letter is not the one that counts: it was replaced meanwhile, or is not issued. Nothing was changed."
            )
        )
    if Letter.objects.filter(lea=row.lea, year=row.year, status=Letter.Status.EMBARGOED).exists():
        raise NotTheOneThatCounts(
            _(
                "A letter of this LEA is under embargo, and will replace this one. Correct that one. Nothing was changed."
            )
        )
    return row


def _decide(letter: Letter, level: str, *, year: Year, reason: str, by: Actor, at: datetime) -> None:
    """Have the state decide the LEA's level, in a new final run that differs in this LEA alone. Raises NotAlone."""
    before = runs_queries.final_run(year.year)
    if before is None or runs_queries.uploads_since(before) or letters_queries.being_issued(year):
        raise NotAlone(
            _(
                "Files were published since the final run was made, or letters are being issued, so more than this "
                "letter would change. Determine the levels, make that run final and issue the letters first."
            )
        )
    _publish_decision(year, letter.lea.code, level, reason=reason, by=by, at=at)
    run = determining.determine(year=year, version=before.definition, by=by, at=at)
    others = _levels(before) ^ _levels(run)
    if {code for code, _level in others} - {letter.lea.code}:
        raise NotAlone(
            _(
                "With the data and rules as they are, the levels of other LEAs would change too. Determine the "
                "levels and make that run final first. Nothing was changed."
            )
        )
    if run.status == Run.Status.DRAFT:
        # It differs from the run that is final in this LEA alone, whose doubts were accepted.
        determining.finalise(run=run, by=by, at=at, accepted=doubts.Everything())


def _levels(run: Run) -> set[tuple[str, str]]:
    return set(run.results.values_list("lea__code", "level"))


def _publish_decision(year: Year, code: str, level: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Publish the level that the state decided for one LEA, as a row that amends what it decided for others."""
    format = formats.storing(OfficialLevel)[0]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerows([["year", "lea_code", "level"], [year.year, code, level]])
    amends = Upload.objects.filter(year=year, format=format, status=Upload.Status.PUBLISHED).exists()
    uploads_services.publish_file(
        year=year,
        format=format,
        name=f"correction-{code}.csv",
        content=text.getvalue().encode(),
        by=by,
        at=at,
        how=uploads_services.How(amends=amends, reason=reason),
    )


def _issue(draft: Letter, *, reason: str, by: Actor, at: datetime) -> Letter:
    draft.context = {**draft.context, "reason": reason}
    draft.save(update_fields=["context"])
    return moves.issue_letter(letter=draft, by=by, at=at, draw=drawing.draw, note=reason)
