"""What people are notified of when letters are issued; a SELPA hears of those of all its LEAs in one mail."""

from django.utils.translation import gettext_lazy as _

from monitoring.access import roles
from monitoring.notices.kinds import Kind

_TO = roles.LEA_STAFF | roles.SELPA_STAFF

LETTER_ISSUED = Kind(
    "letter_issued",
    to=_TO,
    daily_for=roles.SELPA_STAFF,
    subject=_("{year} Annual Determination Letter for {lea}"),
    text=_(
        "The state issued the {year} Annual Determination Letter for {lea}. It says: {level}.\n\n"
        "The letter and what it asks for are in the portal."
    ),
)
LETTER_CORRECTED = Kind(
    "letter_corrected",
    to=_TO,
    daily_for=roles.SELPA_STAFF,
    subject=_("Corrected {year} Annual Determination Letter for {lea}"),
    text=_(
        "A corrected letter replaces the {year} Annual Determination Letter for {lea}. It says: {level}.\n\n"
        "You can still read both letters in the portal. The new one counts."
    ),
)
SECOND_LETTER_ISSUED = Kind(
    "second_letter_issued",
    to=_TO,
    daily_for=roles.SELPA_STAFF,
    subject=_("{year} disproportionality letter for {lea}"),
    text=_(
        "The state issued a second {year} letter for {lea}. It says which ratios of {lea} exceed their thresholds, for how"
        " many years in a row, and how they were calculated.\n\nThe letter is in the portal."
    ),
)
SECOND_LETTER_CORRECTED = Kind(
    "second_letter_corrected",
    to=_TO,
    daily_for=roles.SELPA_STAFF,
    subject=_("Corrected {year} disproportionality letter for {lea}"),
    text=_(
        "A corrected letter replaces the {year} disproportionality letter for {lea}.\n\n"
        "You can still read both letters in the portal. The new one counts."
    ),
)

LETTER_EMBARGOED = Kind(
    "letter_embargoed",
    to=roles.SELPA_STAFF,
    daily_for=roles.SELPA_STAFF,
    subject=_("Under embargo: {year} {letter} for {lea}"),
    text=_(
        "You can read the {year} {letter} for {lea} in the portal before the LEA can. It says: {level}.\n\n"
        "Please share it with no one until the state releases it. The letter’s page says when that is. If something in it "
        "is wrong, write to the state before then."
    ),
)

OF_ISSUED = (LETTER_ISSUED, LETTER_CORRECTED, SECOND_LETTER_ISSUED, SECOND_LETTER_CORRECTED)
NOTICES = (*OF_ISSUED, LETTER_EMBARGOED)
