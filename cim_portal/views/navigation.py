"""What stands at the top of every page: the places where this person works."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cim_portal import demo
from monitoring import grants


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template `navigation`, a list of (label, address, current), and `demonstration`."""
    places = list(_places(getattr(request, "user", None)))
    here = max((address for _, address in places if request.path.startswith(address)), key=len, default="")
    return {
        "navigation": [{"label": label, "url": url, "current": url == here} for label, url in places],
        "demonstration": settings.DEMONSTRATION,
        "demonstration_accounts": _accounts,  # asked for on the sign-in page alone
    }


def _accounts() -> list[dict[str, Any]]:
    """Return the accounts of the demonstration with the titles of their roles; none where it is off."""
    if not settings.DEMONSTRATION:
        return []
    return [{**asdict(account), "title": grants.ROLES[account.role].title} for account in demo.accounts()]


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
