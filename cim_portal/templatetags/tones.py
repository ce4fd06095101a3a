"""How a state looks: its tone, which gives a status its color and shape. The words are always there too."""

from django import template

register = template.Library()

_STATES = {
    "good": (
        "approved",
        "issued",
        "final",
        "published",
        "complete",
        "done",
        "on_course",
        "reached",
        "ready",
        "in_force",
        "released",
        "met",
        "data_verified",
        "before_notice",
        "finished",
    ),
    "wait": (
        "submitted",
        "approved_by_selpa",
        "checking",
        "received",
        "running",
        "waiting",
        "embargoed",
        "set",
        "evidence",
        "child_verified",
    ),
    "act": (
        "returned",
        "notified",
        "open",
        "drafting",
        "draft",
        "in progress",
        "warning",
        "needs work",
        "needs_work",
        "not_done",
        "drawn",
        "locked",
        "behind",
    ),
    "stop": ("refused", "failed", "overdue", "error"),
}
_TONES = {state: tone for tone, states in _STATES.items() for state in states}


@register.filter
def tone(state: str) -> str:
    """Return the tone of a state; a state that asks nothing of anyone is plain."""
    return _TONES.get(state, "plain")
