"""What operators may do about signing in, in Django's admin site, without seeing a secret there."""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from monitoring.admin import ToLookAt

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]  # of several models
    Form = forms.ModelForm[Any]  # of several models
else:
    Admin = admin.ModelAdmin
    Form = forms.ModelForm


class SecondFactorAdmin(ToLookAt):
    """People's second factors, without what is secret in them; a lost one can be removed."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("type",)
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)


class SignInServiceForm(Form):
    """A service of OpenID Connect through which people sign in. Its secret is written and never shown."""

    secret = forms.CharField(
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Left blank, the one that is there stays."),
    )

    class Meta:
        model = SocialApp
        fields = ("provider", "provider_id", "name", "client_id", "secret", "settings")

    def clean_secret(self) -> str:
        """Keep the secret that is there where none was typed."""
        return str(self.cleaned_data["secret"] or self.instance.secret)


class SignInServiceAdmin(Admin):
    """Services through which people sign in."""

    form = SignInServiceForm
    list_display = ("name", "provider", "provider_id")


def narrow(site: admin.AdminSite) -> None:
    """Remove from `site` what other apps put there and shows or changes how people sign in; put ours in its place."""
    for model in (Authenticator, EmailAddress, Group, SocialAccount, SocialApp, SocialToken, UserSession):
        if site.is_registered(model):
            site.unregister(model)
    site.register(Authenticator, SecondFactorAdmin)
    site.register(SocialApp, SignInServiceAdmin)
