"""The read API, put together; its description in OpenAPI 3.1 is made from the same declarations."""

from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from cim_portal.api import errors, own, public
from cim_portal.api.errors import ApiError

api = NinjaAPI(
    title="CIM Portal",
    version="1",
    description=_(
        "Reads what the portal publishes, and with a personal token what its person may see. Changes nothing."
    ),  # type: ignore[arg-type]  # as `rows.says`
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
api.add_router("", public.router)
api.add_router("", own.router)
api.add_exception_handler(ApiError, errors.fault)
api.add_exception_handler(ValidationError, errors.not_valid)
