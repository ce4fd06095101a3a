"""Who may read a letter."""

from typing import Any

from cim_portal.lib.verdict import HIDDEN, Verdict
from determinations.letters.models import Letter
from monitoring.access import scope
from monitoring.access.permissions import can_see_lea, can_see_small_numbers


def can_see_letter(user: Any, letter: Letter) -> Verdict:
    """Read a letter: everyone with a role for its LEA once it is issued, the state's people before."""
    if letter.status == Letter.Status.DRAFT and not scope.is_state(user):
        return HIDDEN
    verdict = can_see_lea(user, letter.lea)
    if verdict and letter.context.get("small_numbers"):
        return can_see_small_numbers(user, letter.lea)
    return verdict
