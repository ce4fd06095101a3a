"""What stands at the top of every page: the places where this person works."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from monitoring import grants


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template `navigation`, a list of (label, address, current), and `demonstration`."""
    places = list(_places(getattr(request, "user", None)))
    here = max((address for _, address in places if request.path.startswith(address)), key=len, default="")
    return {
        "navigation": [{"label": label, "url": url, "current": url == here} for label, url in places],
        "demonstration": settings.DEMONSTRATION,
    }


def _places(user: Any) -> list[tuple[str, str]]:
    if user is None or not user.is_authenticated:
        return [("Resources", "/"), ("Monitoring status", "/status/"), ("E-mail list", "/subscribe/")]
    places = [("Home", "/home/")]
    held = grants.roles(user)
    if held & {"selpa_reviewer", "state_monitor", "state_administrator"}:
        places.append(("Reviews", "/reviews/"))
    if grants.is_state(user):
        places += [("State", "/state/"), ("Years", "/years/")]
    if grants.is_administrator(user):
        places.append(("People", "/people/"))
    places.append(("Ledger", "/ledger/"))
    return places
