"""The front door. Each app brings its own addresses; they read like sentences and stay."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from cim_portal import operators
from cim_portal.views import closed, health, home, lea_home, selpa_home, state_dashboard, year

# Operators sign in where everybody does: Django's own page knows neither a second factor nor a limit of attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
operators.narrow(admin.site)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("home/", home.home, name="home"),
    path("leas/<str:code>/", lea_home.lea_home, name="lea"),
    path("selpas/<str:code>/", selpa_home.selpa_home, name="selpa"),
    path("state/", state_dashboard.state_dashboard, name="state"),
    path("years/<int:year>/", year.year, name="year"),
    path("", include("monitoring.urls")),
    path("", include("determinations.urls")),
    path("", include("improvement_plans.urls")),
    path("accounts/signup/", closed.closed, name="no_signup"),
    path("accounts/email/", closed.closed, name="no_change_of_email"),
    path("accounts/", include("allauth.urls")),
    path("operators/", admin.site.urls),
]
