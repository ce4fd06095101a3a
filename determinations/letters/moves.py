"""The moves of letters. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.letters import notices
from determinations.letters.models import Letter
from determinations.runs.models import Run
from monitoring.access.permissions import can_administer, nobody
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.notices.kinds import Kind
from monitoring.work import jobs


def _missing_to_issue(letter: Letter) -> list[str]:
    return [] if letter.run.status == Run.Status.FINAL else [f"{letter.run} is not final, or another run is by now."]


def _newer(values: Values) -> str:
    return gettext("The newer one is {newer}.").format(**values)


ISSUE = Move(
    "issue",
    frozenset({"draft"}),
    "issued",
    who=can_administer,
    verb=_("Issue"),
    missing=_missing_to_issue,
    sentence=_("{who} issued {what}"),
    tells=notices.NOTICES,
)
CORRECT = Move(
    "correct",
    frozenset({"issued"}),
    "corrected",
    who=nobody,
    verb=_("Replace"),
    sentence=_("{who} replaced {what} with a corrected letter"),
    details=_newer,
)

MOVES = {
    "Letter": (ISSUE, CORRECT),
}
_NOTICES: dict[str, tuple[Kind, Kind]] = {
    Letter.Kind.DETERMINATION: (notices.LETTER_ISSUED, notices.LETTER_CORRECTED),
    Letter.Kind.DISPROPORTIONALITY: (notices.SECOND_LETTER_ISSUED, notices.SECOND_LETTER_CORRECTED),
}


def issue_letters(*, letters: QuerySet[Letter], by: Any, at: datetime) -> list[Letter]:
    """Issue many letters at once, as `issue_letter` does each: all of them or none. None of them replaces another.

    They are drawn when they are first opened, or by workers that have nothing else to do. Raises NotYou, NotNow,
    Incomplete.
    """
    selected = letters.filter(replaces=None).select_related("lea", "year", "run")
    with ledger.moving_all(ISSUE, selected, by=by, at=at, fills=["issued_at", "issued_by"]) as rows:
        for row in rows:
            row.issued_at, row.issued_by = at, by
        for kind in Letter.Kind:
            things = [
                outbox.About(
                    row.lea, row.get_absolute_url(), {"year": row.year.year, "level": row.context["level_name"]}
                )
                for row in rows
                if row.kind == kind
            ]
            outbox.tell_all(ISSUE, _NOTICES[kind][0], things, at=at)
        leveled = [row for row in rows if row.kind == Letter.Kind.DETERMINATION and row.level]
        jobs.enqueue_all("improvement_plans.open_plan", leveled, at=at)
        jobs.enqueue_all("determinations.draw_letter", rows, at=at)
    return rows


def issue_letter(*, letter: Letter, pdf: bytes, link: str, level_name: str, by: Any, at: datetime) -> Letter:
    """Freeze the letter with its PDF, tell the LEA and its SELPA, and ask for the plan of its level, if it has one.

    A letter that replaces another corrects it in the same transaction; plans go by the letters that say the level alone.
    Raises NotYou, NotNow, Incomplete.
    """
    with ledger.moving(ISSUE, letter, by=by, at=at) as row:
        if row.replaces:
            with ledger.moving(CORRECT, row.replaces, by=None, at=at, values={"newer": str(row)}):
                pass
        row.pdf = keeping.keep(pdf, media_type="application/pdf")
        row.issued_at, row.issued_by = at, by
        told = _NOTICES[row.kind][bool(row.replaces)]
        outbox.tell(ISSUE, told, lea=row.lea, link=link, at=at, year=row.year.year, level=level_name)
        # A corrected letter may remove the level of a plan that is there.
        if row.kind == Letter.Kind.DETERMINATION and (row.level or row.replaces):
            jobs.enqueue("improvement_plans.open_plan", row, at=at)
    return row
