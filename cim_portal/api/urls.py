"""Addresses of the API: its page, its description, and what it gives."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from cim_portal.api import views
from cim_portal.api.access import guarded
from cim_portal.api.description import api
from cim_portal.lib.doors import public


class _Kind(StringConverter):
    """The ending of a file of open data."""

    regex = "csv|parquet"


register_converter(_Kind, "open_data")
_patterns, _app, _namespace = api.urls
for _one in _patterns:
    assert _one.callback is not None  # noqa: S101 - each of them has a view
    # Whether it needs a token, each declares itself. At the root there is the page that describes them.
    _one.callback = views.docs if _one.name == "api-root" else public(guarded(_one.callback))

urlpatterns = [
    path("api/", (_patterns, _app, _namespace)),
    path("open-data/", views.open_data, name="open_data"),
    path("open-data/<slug:name>/<int:year>.<open_data:kind>", views.table, name="open_data_table"),
    path("api/<path:rest>", views.unknown, name="api_unknown"),
]
