"""How often one may have the portal send mail: by person, by the address it goes to, and by where the request comes from."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from cim_portal.lib.verdict import Refused


class TooOften(Refused):
    """More was asked for than anyone needs."""


def insist(request: HttpRequest, what: str, *, address: str = "") -> None:
    """Count one request of that kind, of those in `SENDING_LIMITS`. Raises TooOften where one of its limits is reached.

    While Redis is away nothing is counted and everything is let through.
    """
    keys = {
        "from": str(get_adapter().get_client_ip(request)),
        "person": str(request.user.pk or ""),
        "address": address.strip().lower(),
    }
    for by, rate in settings.SENDING_LIMITS[what].items():
        if keys[by] and is_ratelimited(
            request, group=f"{what} {by}", key=lambda _group, _request, by=by: keys[by], rate=rate, increment=True
        ):
            raise TooOften(
                _(
                    "This was asked for too often, so nothing was sent. Try again tomorrow, or ask the state’s administrators."
                )
            )
