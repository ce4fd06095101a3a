"""The moves of runs. Each is a function named by its verb around a row of `MOVES`."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from determinations.runs.models import Run
from monitoring.access.permissions import no_one
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.ledger.kinds import Values
from monitoring.ledger.ledger import Move
from monitoring.years import locking
from monitoring.years.permissions import can_change


def _newer(values: Values) -> str:
    return gettext("The newer one is {newer}.").format(**values)


FINALISE = Move(
    "finalise",
    frozenset({"draft"}),
    "final",
    who=can_change,
    verb=_("Make final"),
    sentence=_("{who} made {what} final"),
)
SUPERSEDE_RUN = Move(
    "supersede_run",
    frozenset({"final"}),
    "superseded",
    who=no_one,
    verb=_("Supersede"),
    sentence=_("{who} replaced {what} with a newer run"),
    details=_newer,
)

MOVES = {
    "Run": (FINALISE, SUPERSEDE_RUN),
}


def finalise_run(*, run: Run, by: Actor, at: datetime) -> Run:
    """Let the run be the one that letters, levels and dashboards read; the final one before it is superseded.

    Raises NotYou, NotNow.
    """
    with locking.one_at_a_time(run.year_id), ledger.moving(FINALISE, run, by=by, at=at) as row:
        if earlier := Run.objects.filter(year=row.year, status=Run.Status.FINAL).first():
            with ledger.moving(SUPERSEDE_RUN, earlier, by=None, at=at, values={"newer": str(row)}):
                pass
    return row
