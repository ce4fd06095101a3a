"""Sign-in: only invited people have an account, and those of the demonstration have one in the demonstration alone."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now

from cim_portal import demo
from monitoring.people import services
from monitoring.people.models import Person

# What allauth sends here: everything else of it is shut, or said by the ledger's own mails.
MAILS = ("account/email/password_reset_key", "account/email/unknown_account")


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Keeps allauth's own sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Have a worker send the mail, so that no request waits for the mail server, known address or not.

        Links are made of `PORTAL_URL` when it is sent, and not of what the request says it is addressed to.
        """
        if template_prefix not in MAILS:
            raise ValueError(f"the portal has no mail for {template_prefix}")
        services.request_account_mail(email=email, at=now())


class PortalBackend(AuthenticationBackend):
    """Knows people by email address and password."""

    def user_can_authenticate(self, user: Person | None) -> bool:
        """Refuse closed accounts, and outside a demonstration those whose password everyone knows; sessions too."""
        allowed: bool = super().user_can_authenticate(user)
        return allowed and user is not None and (settings.KNOWN_ACCOUNTS or not demo.is_made_up(user.email))
