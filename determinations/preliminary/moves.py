"""The moves of preliminary figures. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from determinations.preliminary import notices, permissions
from determinations.preliminary.models import Contest, Window
from determinations.runs.models import Run
from monitoring.access.permissions import can_administer, no_one
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.notices import outbox


def _decision(values: Values) -> str:
    return f"{Contest.Decision(str(values['decision'])).label}."


CLOSE_WINDOW = Move(
    "close_window",
    frozenset({"open"}),
    "closed",
    who=can_administer,
    verb=_("Close the review"),
    sentence=_("{who} closed {what}"),
)
ANSWER = Move(
    "answer_contest",
    frozenset({"contested"}),
    "answered",
    who=permissions.can_answer,
    verb=_("Answer"),
    sentence=_("{who} answered about {what}"),
    details=_decision,
    notifies=(notices.CONTEST_ANSWERED,),
)
FREEZE = Move(
    "freeze_contest",
    frozenset({"answered"}),
    "frozen",
    who=no_one,
    verb=_("Freeze"),
    sentence=_("{who} froze the answer about {what} with the final run"),
)

MOVES = {
    "Window": (CLOSE_WINDOW,),
    "Contest": (ANSWER, FREEZE),
}


def close_window(*, window: Window, by: Actor, at: datetime) -> Window:
    """Show the figures to the state alone from now on. Raises NotYou, NotNow."""
    with ledger.moving(CLOSE_WINDOW, window, by=by, at=at) as row:
        return row


def answer_contest(*, contest: Contest, decision: str, answer: str, by: Actor, at: datetime) -> Contest:
    """Answer what an LEA contests, with a decision and words, and notify it and its SELPA. Raises NotYou, NotNow."""
    values = {"decision": decision}
    with ledger.moving(ANSWER, contest, by=by, at=at, note=answer, values=values) as row:
        row.decision, row.answer, row.answered_at, row.answered_by = decision, answer, at, by
        outbox.notify(
            ANSWER,
            notices.CONTEST_ANSWERED,
            lea=row.lea,
            link=f"/leas/{row.lea.code}/{row.window.year}/preliminary/",
            at=at,
            year=row.window.year.year,
            indicator=row.indicator,
            decision=str(Contest.Decision(decision).label),
            answer=answer,
        )
    return row


def freeze(*, run: Run, at: datetime) -> None:
    """Freeze what was answered in the year of a run that is made final, and close the review, in the caller's transaction."""
    answered = Contest.objects.filter(window__year=run.year_id, status=Contest.Status.ANSWERED)
    selected = answered.select_related("lea", "window__year")
    with ledger.moving_all(FREEZE, selected, by=None, at=at, fills={"final_run": run}):
        pass
    for window in Window.objects.filter(year=run.year_id, status=Window.Status.OPEN):
        close_window(window=window, by=None, at=at)
