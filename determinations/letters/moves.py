"""The moves of letters. Each is a function named by its verb around a row of `MOVES`."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.letters import drawing, kinds, notices
from determinations.letters.models import Letter
from determinations.runs.models import Run
from monitoring.access.permissions import can_administer, no_one
from monitoring.access.who import Actor
from monitoring.files import keeping
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox
from monitoring.work import jobs

Draw = Callable[[dict[str, object]], bytes]


def _missing_to_issue(letter: Letter) -> list[str]:
    if letter.run.status == Run.Status.FINAL:
        return []
    return [_("%(run)s is not final, or another run is by now.") % {"run": letter.run}]


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
    notifies=notices.NOTICES,
)
CORRECT = Move(
    "correct",
    frozenset({"issued"}),
    "corrected",
    who=no_one,
    verb=_("Replace"),
    sentence=_("{who} replaced {what} with a corrected letter"),
    details=_newer,
)

MOVES = {
    "Letter": (ISSUE, CORRECT),
}


def issue_letters(*, letters: QuerySet[Letter], by: Actor, at: datetime) -> list[Letter]:
    """Issue many letters at once, as `issue_letter` does each: all of them or none. None of them replaces another.

    They are drawn when they are first opened, or by workers that have nothing else to do. Raises NotYou, NotNow,
    Incomplete.
    """
    selected = letters.filter(replaces=None).select_related("lea", "year", "run")
    with ledger.moving_all(ISSUE, selected, by=by, at=at, fills=["issued_at", "issued_by"]) as rows:
        for row in rows:
            row.issued_at, row.issued_by = at, by
        for name, kind in kinds.kinds().items():
            things = [
                outbox.About(
                    row.lea, row.get_absolute_url(), {"year": row.year.year, "level": row.context["level_name"]}
                )
                for row in rows
                if row.kind == name
            ]
            outbox.notify_all(ISSUE, kind.issued, things, at=at)
        leveled = [row for row in rows if kinds.kind(row.kind).says_level and row.level]
        jobs.enqueue_all("improvement_plans.open_plan", leveled, at=at)
        jobs.enqueue_all("determinations.draw_letter", rows, at=at)
    return rows


def issue_letter(*, letter: Letter, by: Actor, at: datetime, draw: Draw = drawing.draw) -> Letter:
    """Draw and freeze the letter, tell the LEA and its SELPA, and ask for the plan of its level, if it has one.

    It is drawn once its row is locked, so that what is drawn is what is frozen; `draw` gives the PDF of what it says. A
    letter that replaces another corrects it in the same transaction; plans go by the letters that say the level alone.
    Raises NotYou, NotNow, Incomplete.
    """
    with ledger.moving(ISSUE, letter, by=by, at=at) as row:
        if row.replaces:
            with ledger.moving(CORRECT, row.replaces, by=None, at=at, values={"newer": str(row)}):
                pass
        row.pdf = keeping.keep(draw(row.context))
        row.issued_at, row.issued_by = at, by
        kind = kinds.kind(row.kind)
        notice = kind.corrected if row.replaces else kind.issued
        link, level = row.get_absolute_url(), row.context["level_name"]
        outbox.notify(ISSUE, notice, lea=row.lea, link=link, at=at, year=row.year.year, level=level)
        # A corrected letter may remove the level of a plan that is there.
        if kind.says_level and (row.level or row.replaces):
            jobs.enqueue("improvement_plans.open_plan", row, at=at)
    return row
