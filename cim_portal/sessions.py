"""Signs out who has not used the portal for a while: someone else may be at the machine by then; or everywhere else at once."""

from collections.abc import Callable, Sequence
from typing import Any

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import ngettext

from monitoring.ledger import ledger
from monitoring.people.events import SIGNED_OUT_ELSEWHERE

USED = "used"  # in the session, when it was last used
NOTED_EVERY = 60  # seconds: the session is not written with each request


def connect() -> None:
    """Note when each session begins, once, when the portal starts."""
    user_logged_in.connect(_begin)


def _begin(request: HttpRequest, **_: Any) -> None:
    request.session[USED] = now().timestamp()


class RecordedSessions(DefaultUserSessionsAdapter):
    """Writes down that someone signed out everywhere else: it may follow a theft, or be one."""

    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        """End them; they are one person's own."""
        with transaction.atomic():
            super().end_sessions(sessions)
            if sessions:
                person = sessions[0].user
                ledger.record(SIGNED_OUT_ELSEWHERE, person, by=person, at=now(), values={"ended": len(sessions)})


class IdleMiddleware:
    """Ends a session in which no one did anything for `IDLE_MINUTES`.

    The request itself is then that of someone who is signed out: it leads to the sign-in page and back, and texts that
    are not saved stay in the browser. What a page asks by itself each second is no use of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _look_at(request)
        return self.get_response(request)


def _look_at(request: HttpRequest) -> None:
    at = now().timestamp()
    used = float(request.session.get(USED, 0))
    minutes = settings.IDLE_MINUTES
    if at - used > minutes * 60:
        auth.logout(request)
        said = ngettext(
            "You were signed out: nothing was done here for %(minutes)s minute.",
            "You were signed out: nothing was done here for %(minutes)s minutes.",
            minutes,
        )
        messages.info(request, said % {"minutes": minutes})
    elif at - used >= NOTED_EVERY and not _asks_by_itself(request):
        request.session[USED] = at


def _asks_by_itself(request: HttpRequest) -> bool:
    return request.method == "GET" and "HX-Request" in request.headers
