"""Writes down who signs in, fails to, or changes how they sign in: allauth says when."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth.signals import user_login_failed
from django.utils.timezone import now

from monitoring.ledger import ledger
from monitoring.ledger.kinds import EventKind
from monitoring.people import events
from monitoring.people.models import Person
from monitoring.work import jobs


def connect() -> None:
    """Listen to allauth, once, when the portal starts."""
    account.user_logged_in.connect(_signed_in)
    user_login_failed.connect(_failed)
    account.password_changed.connect(_password)
    account.password_reset.connect(_password)
    account.password_set.connect(_password)
    mfa.authenticator_added.connect(_factor_added)
    mfa.authenticator_removed.connect(_factor_removed)
    mfa.authenticator_reset.connect(_codes_drawn)


def connected_service(person: Person, service: str) -> None:
    """Write down that the person came from a service for the first time; whoever comes so from now on is this person."""
    _changed(events.CONNECTED_SERVICE, person, service=service)


def refused_service(person: Person, service: str) -> None:
    """Write down that someone came from a service as this person, and was not let in."""
    ledger.record(events.REFUSED_SERVICE, person, by=None, at=now(), values={"service": service})


def _signed_in(user: Person, sociallogin: SocialLogin | None = None, **_: Any) -> None:
    values = {"service": sociallogin.provider.name} if sociallogin else {}
    ledger.record(events.SIGNED_IN, user, by=user, at=now(), values=values)


def _failed(credentials: dict[str, object], **_: Any) -> None:
    """Of an address that no one has, nothing is written: it may be a password that was typed into the wrong field."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    person = Person.objects.filter(email=typed.strip().lower()).first() if "\0" not in typed else None
    if person:
        ledger.record(events.SIGN_IN_FAILED, person, by=None, at=now())


def _password(user: Person, **_: Any) -> None:
    _changed(events.CHANGED_PASSWORD, user)


def _factor_added(user: Person, **_: Any) -> None:
    _changed(events.ADDED_FACTOR, user)


def _factor_removed(user: Person, **_: Any) -> None:
    _changed(events.REMOVED_FACTOR, user)


def _codes_drawn(user: Person, **_: Any) -> None:
    _changed(events.DREW_CODES, user)


def _changed(kind: EventKind, user: Person, **values: str) -> None:
    """Write it down, and have the person notified by mail: it may have been someone else."""
    event = ledger.record(kind, user, by=user, at=now(), values=values)
    jobs.enqueue("monitoring.mail_account_change", event, at=now())
