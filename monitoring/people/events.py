"""What the ledger keeps of people and their roles."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from monitoring.access.roles import ROLES
from monitoring.ledger.kinds import EventKind, Values


def _role(values: Values) -> str:
    name = str(values["role"])
    return f"{ROLES[name].title if name in ROLES else name}, {values['organization']}"


def _sessions(values: Values) -> str:
    ended = int(values["ended"])
    return ngettext("%(ended)s session ended", "%(ended)s sessions ended", ended) % {"ended": ended}


GAVE_ROLE = EventKind("gave_role", sentence=_("{who} gave a role to {what}"), details=_role)
TOOK_ROLE = EventKind("took_role", sentence=_("{who} removed a role from {what}"), details=_role)
PROPOSED_ROLE = EventKind("proposed_role", sentence=_("{who} proposed a role for {what}"), details=_role)
REFUSED_ROLE = EventKind("refused_role", sentence=_("{who} refused a role for {what}"), details=_role)
REVIEWED_ACCESS = EventKind("reviewed_access", sentence=_("{who} reviewed who has access to {what}"))
SIGNED_IN = EventKind("signed_in", sentence=_("{who} signed in as {what}"))
SIGN_IN_FAILED = EventKind("sign_in_failed", sentence=_("{who} refused a wrong password for {what}"))
CHANGED_PASSWORD = EventKind("changed_password", sentence=_("{who} changed the password of {what}"))
ADDED_FACTOR = EventKind("added_factor", sentence=_("{who} added a second factor to the account of {what}"))
REMOVED_FACTOR = EventKind("removed_factor", sentence=_("{who} removed a second factor from the account of {what}"))
DREW_CODES = EventKind("drew_codes", sentence=_("{who} had new recovery codes made for {what}"))
SIGNED_OUT_ELSEWHERE = EventKind(
    "signed_out_elsewhere", sentence=_("{who} signed out everywhere else as {what}"), details=_sessions
)
CLOSED_ACCOUNT = EventKind("closed_account", sentence=_("{who} closed the account of {what}"))
OPENED_ACCOUNT = EventKind("opened_account", sentence=_("{who} opened the account of {what} again"))
INVITED_AGAIN = EventKind("invited_again", sentence=_("{who} sent the invitation again to {what}"))

EVENTS = (
    *(GAVE_ROLE, PROPOSED_ROLE, REFUSED_ROLE, TOOK_ROLE, REVIEWED_ACCESS, INVITED_AGAIN),
    *(SIGNED_IN, SIGN_IN_FAILED, CHANGED_PASSWORD, ADDED_FACTOR, REMOVED_FACTOR, DREW_CODES),
    *(SIGNED_OUT_ELSEWHERE, CLOSED_ACCOUNT, OPENED_ACCOUNT),
)
