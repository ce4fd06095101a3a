"""Names to a browser the texts that are saved, so that it forgets its copies of those and of no others.

A form with `data-keep` sends the number of the very text that it holds (`static/cim_portal/keep.js`). A view that answers
with a page, and saved it, says so by `confirm`; one that redirects saved it, since whatever is refused is a page.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FIELD, COOKIE = "typed-as", "saved"
_NUMBER = re.compile(r"[0-9a-f]{32}", re.ASCII)
_AT_ONCE = 8  # texts that several windows may have saved before one of them reads which
_DAY = 24 * 3600


def confirm(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Name the text that was sent as saved, and return the answer."""
    number = str(request.POST.get(FIELD, ""))
    if _NUMBER.fullmatch(number):
        before = [one for one in request.COOKIES.get(COOKIE, "").split(".") if _NUMBER.fullmatch(one) and one != number]
        said = ".".join([*before[1 - _AT_ONCE :], number])
        answer.set_cookie(COOKIE, said, max_age=_DAY, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return answer


class CopiesMiddleware:
    """Names the text of a form as saved where its view redirects; the way to the sign-in page is another's answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.method == "POST" and answer.status_code in (302, 303) and request.user.is_authenticated:
            return confirm(request, answer)
        return answer
