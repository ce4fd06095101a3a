"""How long a text may be, for the words under its label."""

from django import template

from cim_portal.lib import bounds

register = template.Library()


@register.simple_tag
def longest(what: str) -> int:
    """Return how many characters a `comment`, `line` or `prose` may have."""
    return {"comment": bounds.COMMENT, "line": bounds.LINE, "prose": bounds.PROSE}[what]
