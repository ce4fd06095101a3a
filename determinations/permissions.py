"""Who may do what with uploads, runs and letters. Each answers with a verdict; the default is no."""

from typing import Any

from cim_portal.lib.verdict import HIDDEN, Verdict
from determinations.models import Letter, LevelResult, Run
from monitoring import grants
from monitoring.permissions import can_see_lea, can_see_small_numbers


def can_see_result(user: Any, result: LevelResult) -> Verdict:
    """Read why an LEA has its level: everyone with a role for it once the run is final, the state's people before."""
    if result.run.status == Run.Status.DRAFT and not grants.is_state(user):
        return HIDDEN
    return can_see_lea(user, result.lea)


def can_see_letter(user: Any, letter: Letter) -> Verdict:
    """Read a letter: everyone with a role for its LEA once it is issued, the state's people before."""
    if letter.status == Letter.Status.DRAFT and not grants.is_state(user):
        return HIDDEN
    verdict = can_see_lea(user, letter.lea)
    if verdict and letter.context.get("small_numbers"):
        return can_see_small_numbers(user, letter.lea)
    return verdict
