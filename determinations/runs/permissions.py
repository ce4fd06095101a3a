"""Who may read why an LEA has its level."""

from cim_portal.lib.verdict import HIDDEN, Verdict
from determinations.runs.models import LevelResult
from monitoring.access.who import User
from monitoring.places import reading


def can_see_result(user: User, result: LevelResult) -> Verdict:
    """Read why an LEA has its level: the state's people, its SELPA's once the run is final, and everyone with a role for
    it once a letter that says the level is issued."""
    if not LevelResult.objects.visible_to(user).filter(pk=result.pk).exists():
        return HIDDEN
    return reading.can_read_year(user, lea=result.lea, year=result.run.year_id)
