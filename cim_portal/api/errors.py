"""What the API answers where it does not give what was asked for: always JSON, with a sentence that helps."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from ninja.errors import ValidationError

from cim_portal.api.rows import says
from cim_portal.lib.shapes import JsonObject


class Error(Schema):
    """Why nothing was given, and what to do."""

    detail: Annotated[str, says(gettext_lazy("A sentence that says what is wrong and what to do."))]


class ApiError(Exception):
    """What was asked for is not given: the HTTP status, the sentence, and the headers that go with it."""

    def __init__(self, status: int, sentence: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, headers or {}


class NotFoundError(ApiError):
    """There is no such thing, or not for this person."""

    def __init__(self) -> None:
        super().__init__(404, _("There is nothing at this address, or not for you."))


def no_token() -> ApiError:
    """Return what someone without a valid token is answered."""
    sentence = _(
        "This needs a personal token that is valid. Make one in the portal under your account, and send it as "
        "“Authorization: Bearer cim_…”."
    )
    return ApiError(401, sentence, headers={"WWW-Authenticate": "Bearer"})


def answer(status: int, sentence: str, *, headers: Mapping[str, str] | None = None) -> JsonResponse:
    """Return an error as the API answers it."""
    return JsonResponse({"detail": sentence}, status=status, headers=headers)


def fault(request: HttpRequest, raised: ApiError | type[ApiError]) -> HttpResponse:
    """Answer a fault that was raised."""
    assert isinstance(raised, ApiError)  # noqa: S101 - the library never gives the class itself
    return answer(raised.status, str(raised), headers=raised.headers)


def not_valid(request: HttpRequest, raised: ValidationError | type[ValidationError]) -> HttpResponse:
    """Say which part of the address is not as it has to be."""
    assert isinstance(raised, ValidationError)  # noqa: S101 - as above
    return answer(422, " ".join(_sentence(one) for one in raised.errors))


def _sentence(error: JsonObject) -> str:
    where: Sequence[object] = error["loc"]
    said = str(error["msg"])
    return _("“%(part)s” cannot be used: %(reason)s.") % {"part": where[-1], "reason": said[:1].lower() + said[1:]}
