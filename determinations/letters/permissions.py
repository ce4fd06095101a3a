"""Who may read a letter, and who may have the document itself."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import HIDDEN, Verdict, no
from determinations.letters import kinds, reading
from determinations.letters.models import Letter
from monitoring.access import scope
from monitoring.access.roles import SELPA_STAFF, STATE_STAFF
from monitoring.access.who import User
from monitoring.places import reading as of_year


def can_see_letter(user: User, letter: Letter) -> Verdict:
    """Read a letter: those who may read its kind once it is issued, the state's people alone before, and those of the
    SELPA too while it is under embargo."""
    if letter.status == Letter.Status.DRAFT and not scope.is_state(user):
        return HIDDEN
    if letter.status == Letter.Status.EMBARGOED and not scope.holds(user, SELPA_STAFF | STATE_STAFF, lea=letter.lea):
        return HIDDEN
    return kinds.kind(letter.kind).may_read(user, letter)


def can_have_letter_pdf(user: User, letter: Letter) -> Verdict:
    """Have the document as it was frozen: those who may read the letter, where it tells them nothing that is hidden."""
    seen = can_see_letter(user, letter)
    if (
        seen
        and reading.holds_small_numbers(letter.context)
        and not of_year.can_see_small_numbers(user, lea=letter.lea, year=letter.year_id)
    ):
        return no(
            _(
                "The document has counts of fewer than 11 students, or numbers that would give them away. They are hidden"
                " from you, and a document that was issued is never changed. The letter’s page shows the rest."
            )
        )
    return seen
