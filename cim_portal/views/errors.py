"""Turns a foreseen refusal into its sentence, in one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cim_portal.lib.verdict import Refused
from monitoring.ledger import NotYou


class RefusedMiddleware:
    """Shows a `Refused` that a view let through, as a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with the sentence: 403 where it is not for this person, else 409."""
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotYou) else 409
        return render(request, "refused.html", {"sentence": str(exception)}, status=status)
