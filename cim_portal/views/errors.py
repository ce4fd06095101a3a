"""Turns a foreseen refusal into its sentence, in one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cim_portal.lib.verdict import Refused


class RefusedMiddleware:
    """Shows a `Refused` that a view let through: on the page the form came from, or as a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 409 with the sentence, or go back to the page of the same address with it."""
        if not isinstance(exception, Refused):
            return None
        return render(request, "refused.html", {"sentence": str(exception)}, status=409)
