"""Gathers the addresses of this app's subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("monitoring.resources.urls")),
    path("", include("monitoring.years.urls")),
    path("", include("monitoring.definition.urls")),
    path("", include("monitoring.people.urls")),
    path("", include("monitoring.oversight.urls")),
    path("", include("monitoring.saved_views.urls")),
    path("", include("monitoring.notices.urls")),
    path("", include("monitoring.ledger.urls")),
]
