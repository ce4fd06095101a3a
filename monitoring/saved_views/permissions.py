"""Who may remove a saved view."""

from cim_portal.lib.verdict import HIDDEN, YES, Verdict
from monitoring.access.who import User
from monitoring.saved_views.models import SavedView


def can_remove_view(user: User, view: SavedView) -> Verdict:
    """Remove a saved view: whose it is."""
    return YES if view.person_id == user.pk else HIDDEN
