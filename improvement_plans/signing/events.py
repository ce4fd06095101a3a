"""What the ledger keeps of signatures."""

from django.utils.translation import gettext_lazy as _

from improvement_plans.signing import notices
from monitoring.ledger.kinds import EventKind, Values


def _office(values: Values) -> str:
    return f"{values['office']}."


NAMED = EventKind(
    "name_signer",
    sentence=_("{who} named who signs {what}"),
    details=_office,
    notifies=(notices.READY_TO_SIGN,),
)
SIGNED = EventKind("sign", sentence=_("{who} signed {what}"), details=_office)
SIGNED_BY_PAGE = EventKind("sign_by_page", sentence=_("{who} uploaded a signature page for {what}"))
ASKED = EventKind(
    "ask_to_sign", sentence=_("{who} asked for the signatures of {what}"), notifies=(notices.READY_TO_SIGN,)
)

EVENTS = (NAMED, SIGNED, SIGNED_BY_PAGE, ASKED)
