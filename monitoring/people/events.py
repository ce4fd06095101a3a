"""What the ledger keeps of people and their roles."""

from django.utils.translation import gettext_lazy as _

from monitoring.access.roles import ROLES
from monitoring.ledger.kinds import EventKind, Values


def _role(values: Values) -> str:
    name = str(values["role"])
    return f"{ROLES[name].title if name in ROLES else name}, {values['organization']}"


GAVE_ROLE = EventKind("gave_role", sentence=_("{who} gave a role to {what}"), details=_role)
TOOK_ROLE = EventKind("took_role", sentence=_("{who} removed a role from {what}"), details=_role)
PROPOSED_ROLE = EventKind("proposed_role", sentence=_("{who} proposed a role for {what}"), details=_role)
REFUSED_ROLE = EventKind("refused_role", sentence=_("{who} refused a role for {what}"), details=_role)
REVIEWED_ACCESS = EventKind("reviewed_access", sentence=_("{who} reviewed who has access to {what}"))
INVITED_AGAIN = EventKind("invited_again", sentence=_("{who} sent the invitation again to {what}"))

EVENTS = (GAVE_ROLE, PROPOSED_ROLE, REFUSED_ROLE, TOOK_ROLE, REVIEWED_ACCESS, INVITED_AGAIN)
