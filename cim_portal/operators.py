"""What operators may do about signing in, in Django's admin site, without seeing a secret there."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from monitoring.admin import ToLookAt


class SecondFactorAdmin(ToLookAt):
    """People's second factors, without what is secret in them; a lost one can be removed."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("type",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)


class ServiceAccountAdmin(ToLookAt):
    """Which account of a service each person signs in with; one that has changed can be removed, and the next one counts."""

    list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_select_related = ("user",)
    list_filter = ("provider",)
    search_fields = ("user__email", "user__name")
    fields = ("user", "provider", "uid", "date_joined", "last_login")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)


def narrow(site: admin.AdminSite) -> None:
    """Remove from `site` what other apps put there and shows or changes how people sign in; put ours in its place."""
    for model in (Authenticator, EmailAddress, Group, SocialAccount, SocialApp, SocialToken, UserSession):
        if site.is_registered(model):
            site.unregister(model)
    site.register(Authenticator, SecondFactorAdmin)
    site.register(SocialAccount, ServiceAccountAdmin)
