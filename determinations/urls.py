"""Gathers the addresses of this app's subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("determinations.letters.urls")),
    path("", include("determinations.levels.urls")),
    path("", include("determinations.federal_files.urls")),
    path("", include("determinations.preliminary.urls")),
    path("", include("determinations.record_reviews.urls")),
    path("", include("determinations.findings.urls")),
    path("", include("determinations.disproportionality.urls")),
    path("", include("determinations.uploads.urls")),
]
