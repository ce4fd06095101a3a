"""What a person may be in the state, a SELPA or an LEA."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """What a person may be in an organisation: `on` is the kind of organisation, `codename` guardian's permission."""

    name: str
    title: str
    on: str
    codename: str


ROLES = {
    role.name: role
    for role in (
        Role("lea_editor", "LEA editor", "lea", "edit_lea"),
        Role("lea_approver", "LEA approver", "lea", "approve_lea"),
        Role("selpa_reviewer", "SELPA reviewer", "selpa", "review_selpa"),
        Role("ta_provider", "TA provider", "lea", "assist_lea"),
        Role("state_monitor", "State monitor", "state", "monitor_state"),
        Role("state_administrator", "State administrator", "state", "administer_state"),
    )
}
LEA_STAFF = frozenset({"lea_editor", "lea_approver"})
SELPA_STAFF = frozenset({"selpa_reviewer"})
STATE_STAFF = frozenset({"state_monitor", "state_administrator"})
EVERY_ROLE = frozenset(ROLES)

ROLE_OF_CODENAME = {role.codename: role.name for role in ROLES.values()}
