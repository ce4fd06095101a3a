"""Who may write notes of the state."""

from cim_portal.lib.verdict import Verdict
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import User
from monitoring.places.models import Lea


def can_note(user: User, lea: Lea) -> Verdict:
    """Read and write the state's notes on an LEA: its monitors and administrators alone."""
    return can_monitor_state(user, lea)
