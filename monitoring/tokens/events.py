"""What the ledger keeps of personal tokens: which there was, and never the token itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from monitoring.ledger.kinds import EventKind, Values


def _named(values: Values) -> str:
    return _("named “%(token)s”") % {"token": values["token"]}


def _made(values: Values) -> str:
    words = {"token": values["token"], "scopes": values["scopes"], "until": values["until"]}
    return _("named “%(token)s”, which reads %(scopes)s until %(until)s") % words


MADE_TOKEN = EventKind(
    "made_token", sentence=gettext_lazy("{who} made a personal token for the account of {what}"), details=_made
)
REVOKED_TOKEN = EventKind(
    "revoked_token", sentence=gettext_lazy("{who} revoked a personal token of {what}"), details=_named
)

EVENTS = (MADE_TOKEN, REVOKED_TOKEN)
