"""Which browser on which machine, in the words of the people who use it."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is named counts: each names those before whom it came, too.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac", "CrOS": "Chromebook",
    "Linux": "Linux",
}  # fmt: skip


@register.filter
def device(user_agent: str) -> str:
    """Return what a browser says of itself as "Firefox on Windows"."""
    browser = next((name for word, name in _BROWSERS.items() if word in user_agent), "")
    system = next((name for word, name in _SYSTEMS.items() if word in user_agent), "")
    if not browser or not system:
        return browser or system or _("Another browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
