"""Sign-in: only invited people have an account, and those of the demonstration have one in the demonstration alone."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from cim_portal import demo
from monitoring.people.models import Person


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Keeps allauth's own sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class PortalBackend(AuthenticationBackend):
    """Knows people by email address and password."""

    def user_can_authenticate(self, user: Person | None) -> bool:
        """Refuse closed accounts, and outside a demonstration those whose password everyone knows; sessions too."""
        allowed: bool = super().user_can_authenticate(user)
        return allowed and user is not None and (settings.KNOWN_ACCOUNTS or not demo.is_made_up(user.email))
