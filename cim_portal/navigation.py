"""What is at the top of every page: the places where this person works."""

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cim_portal import demo
from monitoring.access import roles, scope
from monitoring.access.who import User

RESOURCES = ("/resources/", "/topics/")  # the folders of the place at "/"


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give every template `navigation`, a list of (label, address, current), and `demonstration`."""
    places = _places(getattr(request, "user", None))
    return {
        "navigation": [{"label": label, "url": url, "current": _is_here(request.path, url)} for label, url in places],
        "demonstration": settings.DEMONSTRATION,
        "portal_url": settings.PORTAL_URL,
        "other_language": getattr(request, "other_language", None),
        "contact": settings.CONTACT,
        "demonstration_accounts": _accounts,  # asked for on the sign-in page alone
    }


def _is_here(path: str, url: str) -> bool:
    """Say whether the page at `path` belongs to the place at `url`."""
    if url == "/":
        return path == "/" or path.startswith(RESOURCES)
    return path.startswith(url)


def _accounts() -> list[dict[str, object]]:
    """Return the accounts of the demonstration with the titles of their roles; none where it is off."""
    if not settings.DEMONSTRATION:
        return []
    return [{**asdict(account), "title": roles.ROLES[account.role].title} for account in demo.accounts()]


def _places(user: User | None) -> list[tuple[str, str]]:
    public = [(_("Resources"), "/"), (_("Monitoring status"), "/status/")]
    if user is None or not user.is_authenticated:
        return [*public, (_("Email list"), "/subscribe/")]
    places = [(_("Home"), "/home/")]
    held = scope.roles(user)
    if held & (roles.SELPA_STAFF | roles.STATE_STAFF):
        places.append((_("Reviews"), "/reviews/"))
    if scope.is_state(user):
        places += [(_("State"), "/state/"), (_("Years"), "/years/")]
    if held & (roles.LEA_STAFF | roles.SELPA_STAFF | roles.STATE_STAFF):
        places.append((_("Findings"), "/findings/"))
    if held & roles.SEE_LEAS:
        places.append((_("Calendar"), "/calendar/"))
    if held & roles.SEE_PEOPLE:
        places.append((_("People"), "/people/"))
    if held:
        places.append((_("Ledger"), "/ledger/"))
    if held & roles.ADMINISTRATORS:
        places.append((_("Operations"), "/operations/"))
    return [*places, *public]
