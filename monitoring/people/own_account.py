"""One's own name and email address: the name at once, the address when the link that is mailed to it is followed."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.verdict import Refused
from monitoring.ledger import ledger
from monitoring.people import events
from monitoring.people.models import AddressChange, Person
from monitoring.work import jobs

CONFIRM = gettext_lazy("""Someone, probably you, wants to use this address for an account at the portal of
Compliance and Improvement Monitoring. Sign in as before and confirm it here; the link can be used for {days} days:
{portal}{link}

If it was not you, leave this email alone: nothing changes then.""")
TAKEN = gettext_lazy("""Someone, probably you, wants to use this address for another account at the portal of
Compliance and Improvement Monitoring. It has an account already, so nothing was changed. Sign in with it here:
{portal}{login}

If it was not you, leave this email alone.""")


class LinkIsVoid(Refused):
    """The link was used, is too old, or another address or password came after it."""


class _Keys(PasswordResetTokenGenerator):
    """Keys of links that confirm an address: void once it is confirmed, another is asked for, or the password changes."""

    key_salt = "monitoring.people.own_account"

    def _make_hash_value(self, user: AddressChange, timestamp: int) -> str:  # type: ignore[override]  # Django's own is of a person
        person = user.person
        return f"{user.pk} {user.email} {user.asked_at.isoformat()} {person.email} {person.password} {timestamp}"


_keys = _Keys()


def rename(*, person: Person, name: str, at: datetime) -> None:
    """Give oneself another name, and write it down."""
    before = person.name
    if name == before:
        return
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(name=name)
        ledger.record(events.CHANGED_NAME, person, by=person, at=at, values={"before": before, "after": name})


def ask_for_address(*, person: Person, email: str, at: datetime) -> None:
    """Have a link mailed to the new address, and a notice to the one in use. Whether someone has it is not said here."""
    values = {"address": person.email, "new_address": email}
    with transaction.atomic():
        change, _made = AddressChange.objects.update_or_create(person=person, defaults={"email": email, "asked_at": at})
        jobs.enqueue("monitoring.mail_new_address", change, at=at, by=person)
        asked = ledger.record(events.ASKED_FOR_ADDRESS, person, by=person, at=at, values=values)
        jobs.enqueue("monitoring.mail_account_change", asked, at=at, by=person)


def send_new_address(*, change: AddressChange) -> None:
    """Mail the link to the new address, or that it has an account. Raises what the mail server raises."""
    words = {"portal": settings.PORTAL_URL, "login": reverse("account_login")}
    if Person.objects.filter(email=change.email).exists():
        subject, body = _("This address has an account at the CIM portal"), TAKEN.format(**words)
    else:
        link = reverse("confirm_address", kwargs={"pk": change.pk, "key": _keys.make_token(change)})  # type: ignore[arg-type]  # as above
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
        subject, body = _("Confirm your new address for the CIM portal"), CONFIRM.format(**words, link=link, days=days)
    EmailMessage(subject=subject, body=body, to=[change.email]).send()


def insist_on_key(*, change: AddressChange, key: str) -> None:
    """Look at the key of a link. Raises LinkIsVoid."""
    if not _keys.check_token(change, key):  # type: ignore[arg-type]  # as above
        raise LinkIsVoid(
            _("This link does not work any longer: it was used, is too old, or another one came after it. Ask again.")
        )


def confirm_address(*, change: AddressChange, key: str, at: datetime) -> None:
    """Use the new address from now on, and notify the old one. Raises LinkIsVoid, or Refused where someone has it now."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=change.person_id)
        found = AddressChange.objects.filter(pk=change.pk).first()
        if found is None:
            raise LinkIsVoid(_("This link was used already."))
        found.person = person
        insist_on_key(change=found, key=key)
        values = {"address": person.email, "new_address": found.email}
        _use(person, found.email)
        EmailAddress.objects.filter(user=person).delete()  # allauth finds people by them too
        AddressChange.objects.filter(pk=found.pk).delete()
        changed = ledger.record(events.CHANGED_ADDRESS, person, by=person, at=at, values=values)
        jobs.enqueue("monitoring.mail_account_change", changed, at=at, by=person)


def _use(person: Person, email: str) -> None:
    """Write the address down. Raises Refused where someone has it, also at this very moment."""
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(email=email)
    except IntegrityError as fault:
        raise Refused(_("Another account has this address by now. Your address stays as it was.")) from fault
