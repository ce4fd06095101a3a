"""Gathers the addresses of this app's subjects."""

from django.urls import include, path

urlpatterns = [
    path("", include("improvement_plans.report.urls")),
    path("", include("improvement_plans.reviews.urls")),
    path("", include("improvement_plans.deadlines.urls")),
    path("", include("improvement_plans.carrying.urls")),
    path("", include("improvement_plans.amendments.urls")),
    path("", include("improvement_plans.progress.urls")),
    path("", include("improvement_plans.signing.urls")),
    path("", include("improvement_plans.steps.urls")),  # the last: its activities may have any name
]
