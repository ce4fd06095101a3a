"""Who may read why an LEA has its level."""

from cim_portal.lib.verdict import HIDDEN, Verdict
from determinations.runs.models import LevelResult, Run
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.places import reading


def can_see_result(user: User, result: LevelResult) -> Verdict:
    """Read why an LEA has its level: who has or had a role for it, once the run is final; the state's people before."""
    if result.run.status == Run.Status.DRAFT and not scope.is_state(user):
        return HIDDEN
    return reading.can_read_year(user, lea=result.lea, year=result.run.year_id)
