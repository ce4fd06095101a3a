"""Who may read a letter."""

from cim_portal.lib.verdict import HIDDEN, Verdict
from determinations.letters import kinds
from determinations.letters.models import Letter
from monitoring.access import scope
from monitoring.access.who import User


def can_see_letter(user: User, letter: Letter) -> Verdict:
    """Read a letter: those who may read its kind once it is issued, the state's people alone before."""
    if letter.status == Letter.Status.DRAFT and not scope.is_state(user):
        return HIDDEN
    return kinds.kind(letter.kind).may_read(user, letter)
