"""Sign-in: only invited people have an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Keeps allauth's own sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
