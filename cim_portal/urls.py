"""The front door. Each app brings its own addresses; they read like sentences and stay."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from cim_portal import operators, views

# Operators sign in where everyone does: Django's own page knows neither a second factor nor a limit of attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
operators.narrow(admin.site)

handler404, handler500 = views.missing, views.broken
urlpatterns = [
    path("healthz", views.ready, name="healthz"),
    path("healthz/live", views.live, name="live"),
    path("healthz/ready", views.ready, name="ready"),
    path("metrics", views.watched, name="metrics"),
    # They are tried one after the other, so those that are asked for most come first.
    path("", include("improvement_plans.urls")),
    path("", include("cim_portal.public.urls")),
    path("", include("cim_portal.api.urls")),
    path("", include("cim_portal.operations.urls")),
    path("", include("cim_portal.home.urls")),
    path("", include("cim_portal.calendar.urls")),
    path("", include("cim_portal.dashboards.urls")),
    path("", include("cim_portal.summaries.urls")),
    path("", include("monitoring.urls")),
    path("", include("determinations.urls")),
    path("accounts/signup/", views.closed, name="no_signup"),
    path("accounts/email/", views.closed, name="no_change_of_email"),
    path("accounts/3rdparty/", views.closed, name="no_connecting"),
    path("accounts/3rdparty/<path:rest>", views.closed, name="no_signup_by_service"),
    path("accounts/social/<path:rest>", views.closed, name="no_older_address"),
    path("accounts/oidc/<str:provider_id>/login/", views.sign_in_with_service, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", views.back_from_service, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),
    path("operators/", admin.site.urls),
]
