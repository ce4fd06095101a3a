"""What the ledger keeps of people and their roles."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cim_portal.lib import dates
from monitoring.access.roles import ROLES
from monitoring.ledger.kinds import EventKind, Values


def _role(values: Values) -> str:
    name = str(values["role"])
    said = f"{ROLES[name].title if name in ROLES else name}, {values['organization']}"
    if "until" not in values:
        return said
    until = dates.in_words(date.fromisoformat(str(values["until"])))
    return _("%(role)s, until %(day)s") % {"role": said, "day": until}


def _sessions(values: Values) -> str:
    ended = int(values["ended"])
    return ngettext("%(ended)s session ended", "%(ended)s sessions ended", ended) % {"ended": ended}


def _service(values: Values) -> str:
    return _("with %(service)s") % {"service": values["service"]} if "service" in values else ""


def _change(values: Values) -> str:
    return _("from %(before)s to %(after)s") % {"before": values["before"], "after": values["after"]}


def _address(values: Values) -> str:
    return _("from %(before)s to %(after)s") % {"before": values["address"], "after": values["new_address"]}


GAVE_ROLE = EventKind("gave_role", sentence=gettext_lazy("{who} gave a role to {what}"), details=_role)
TOOK_ROLE = EventKind("took_role", sentence=gettext_lazy("{who} removed a role from {what}"), details=_role)
PROPOSED_ROLE = EventKind("proposed_role", sentence=gettext_lazy("{who} proposed a role for {what}"), details=_role)
REFUSED_ROLE = EventKind("refused_role", sentence=gettext_lazy("{who} refused a role for {what}"), details=_role)
REVIEWED_ACCESS = EventKind("reviewed_access", sentence=gettext_lazy("{who} reviewed who has access to {what}"))
SIGNED_IN = EventKind("signed_in", sentence=gettext_lazy("{who} signed in as {what}"), details=_service)
SIGN_IN_FAILED = EventKind("sign_in_failed", sentence=gettext_lazy("{who} refused a wrong password for {what}"))
CONNECTED_SERVICE = EventKind(
    "connected_service",
    sentence=gettext_lazy("{who} signed in for the first time with a service as {what}"),
    details=_service,
)
REFUSED_SERVICE = EventKind(
    "refused_service", sentence=gettext_lazy("{who} refused a sign-in with a service for {what}"), details=_service
)
CHANGED_PASSWORD = EventKind("changed_password", sentence=gettext_lazy("{who} changed the password of {what}"))
ADDED_FACTOR = EventKind("added_factor", sentence=gettext_lazy("{who} added a second factor to the account of {what}"))
REMOVED_FACTOR = EventKind(
    "removed_factor", sentence=gettext_lazy("{who} removed a second factor from the account of {what}")
)
DREW_CODES = EventKind("drew_codes", sentence=gettext_lazy("{who} had new recovery codes made for {what}"))
SIGNED_OUT_ELSEWHERE = EventKind(
    "signed_out_elsewhere", sentence=gettext_lazy("{who} signed out everywhere else as {what}"), details=_sessions
)
CLOSED_ACCOUNT = EventKind("closed_account", sentence=gettext_lazy("{who} closed the account of {what}"))
OPENED_ACCOUNT = EventKind("opened_account", sentence=gettext_lazy("{who} opened the account of {what} again"))
CHANGED_NAME = EventKind("changed_name", sentence=gettext_lazy("{who} changed the name of {what}"), details=_change)
ASKED_FOR_ADDRESS = EventKind(
    "asked_for_address", sentence=gettext_lazy("{who} asked for another email address for {what}"), details=_address
)
CHANGED_ADDRESS = EventKind(
    "changed_address", sentence=gettext_lazy("{who} changed the email address of {what}"), details=_address
)
INVITED_AGAIN = EventKind("invited_again", sentence=gettext_lazy("{who} sent the invitation again to {what}"))

EVENTS = (
    *(GAVE_ROLE, PROPOSED_ROLE, REFUSED_ROLE, TOOK_ROLE, REVIEWED_ACCESS, INVITED_AGAIN),
    *(SIGNED_IN, SIGN_IN_FAILED, CHANGED_PASSWORD, ADDED_FACTOR, REMOVED_FACTOR, DREW_CODES),
    *(SIGNED_OUT_ELSEWHERE, CLOSED_ACCOUNT, OPENED_ACCOUNT, CONNECTED_SERVICE, REFUSED_SERVICE),
    *(CHANGED_NAME, ASKED_FOR_ADDRESS, CHANGED_ADDRESS),
)
