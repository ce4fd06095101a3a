"""The front door. Each app brings its own addresses; they read like sentences and stay."""

from django.contrib import admin
from django.urls import include, path

from cim_portal.views import health, lea

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("leas/<str:code>/", lea.lea, name="lea"),
    path("", include("monitoring.urls")),
    path("", include("determinations.urls")),
    path("", include("improvement_plans.urls")),
    path("accounts/", include("allauth.urls")),
    path("operators/", admin.site.urls),
]
