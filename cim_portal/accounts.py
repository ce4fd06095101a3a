"""Sign-in: only invited people have an account, and those of the demonstration have one in the demonstration alone."""

import logging
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from cim_portal import demo
from monitoring.people import again, services, signing_in
from monitoring.people.models import Person

logger = logging.getLogger(__name__)
# What allauth sends here: everything else of it is shut, or said by the ledger's own mails.
MAILS = ("account/email/password_reset_key", "account/email/unknown_account")


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Keeps allauth's own sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(
        self,
        request: HttpRequest,
        user: Person,
        *,
        signal_kwargs: dict[str, Any] | None,  # as allauth has it
        **more: Any,  # as allauth has it
    ) -> HttpResponse:
        """Note who was sent to a service to show that it is them; only now is there the session that stays."""
        came_by = (signal_kwargs or {}).get("sociallogin")
        if came_by and came_by.state.get("next") == again.BACK:
            again.note(request, signed_in_at=came_by.state["signed_in_at"])
        answer: HttpResponse = super().post_login(request, user, signal_kwargs=signal_kwargs, **more)
        return answer

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


class InvitedByServiceAdapter(DefaultSocialAccountAdapter):
    """Lets invited people in who come from a service of OpenID Connect; no account is made there.

    The first time, the address counts that the service has verified. From then on the person is known by the service's
    own key for them, so that who is given the address of someone else later does not get that person's account.
    """

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the services of the environment alone: the policy of pages and the start's checks know no others."""
        return [app for app in super().list_apps(request, provider, client_id) if not app.pk]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person, or answer with a page that says what to do."""
        claims, sociallogin.account.extra_data = sociallogin.account.extra_data, {}  # what is not needed is not kept
        sociallogin.token = None
        address = _verified_address(sociallogin)
        if sociallogin.state.get("process") != AuthProcess.LOGIN or not _of_one_person(claims):
            _refuse(request, sociallogin.account, "odd")
        if address is None:
            _refuse(request, sociallogin.account, "unverified")
        with transaction.atomic():
            person, why = _person(sociallogin.account, address)
        if person is None:
            _refuse(request, sociallogin.account, why, address=address)
        sociallogin.user = person
        sociallogin.state["signed_in_at"] = (claims.get("id_token") or {}).get("auth_time")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # of a class that allauth makes
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, object] | None = None,
    ) -> None:
        """Lead back to the sign-in page who changed their mind; say to everyone else what to do."""
        if error not in (None, AuthError.UNKNOWN):
            messages.info(request, _("You did not sign in with %(service)s.") % {"service": provider.name})
            raise ImmediateHttpResponse(redirect("account_login"))
        logger.warning("signing in with %s failed: %s", provider.sub_id, exception or error)
        raise ImmediateHttpResponse(refused(request, provider.sub_id, "failed"))


def refused(request: HttpRequest, short: str, why: str, *, address: str = "") -> HttpResponse:
    """Answer that the service did not sign the person in, and what to do."""
    words = {"why": why, "service": settings.SIGN_IN_SERVICES[short].name, "address": address}
    return render(request, "socialaccount/refused.html", words, status=403)


def _refuse(request: HttpRequest, account: SocialAccount, why: str, *, address: str = "") -> NoReturn:
    raise ImmediateHttpResponse(refused(request, account.provider, why, address=address))


def _person(account: SocialAccount, address: str) -> tuple[Person | None, str]:
    """Return the person who signs in, known by the service's key or, the first time, by the address; or why no one does."""
    known = Person.objects.select_for_update()
    person = known.filter(pk=account.user_id).first() if account.pk else known.filter(email=address).first()
    if person is None:
        return None, "unknown"
    service = settings.SIGN_IN_SERVICES[account.provider].name
    mine = SocialAccount.objects.filter(user=person, provider=account.provider)
    why = ""
    if not PortalBackend().user_can_authenticate(person):
        why = "closed"
    elif mine.exclude(uid=account.uid).exists():
        why = "another"
    if why:
        signing_in.refused_service(person, service)
        return None, why
    if not mine.exists():  # asked under the lock: two windows may come back at once
        mine.create(user=person, provider=account.provider, uid=account.uid)
        signing_in.connected_service(person, service)
    mine.update(extra_data={})
    return person, ""


def _verified_address(sociallogin: SocialLogin) -> str | None:
    """Return the address of which the service says that it verified it; some say so in words."""
    said = [str(one.email).lower() for one in sociallogin.email_addresses if str(one.verified).lower() == "true"]
    return said[0] if said else None


def _of_one_person(claims: dict[str, Any]) -> bool:  # as JSON holds them
    """Say whether both answers of the service, where it gave two, are about the same person."""
    return len({part["sub"] for part in claims.values() if part and "sub" in part}) == 1
