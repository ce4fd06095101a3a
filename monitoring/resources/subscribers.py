"""The email list: an address counts once its owner has confirmed it, and until they leave."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib.verdict import Refused
from monitoring.resources.models import Subscriber
from monitoring.work import jobs

CONFIRM, LEAVE = "monitoring.confirm", "monitoring.leave"
CONFIRM_WITHIN = timedelta(days=7)
NOT_AGAIN_WITHIN = timedelta(hours=1)
MAIL = gettext_lazy("""Someone, most likely you, asked for mail about Compliance and Improvement Monitoring at this address.

To confirm it, open this page within {days} days and press the button on it:
{portal}{confirm}

If it was not you, do nothing: without the button no mail will come.

To leave the list, now or at any later time:
{portal}{leave}
""")


class Expired(Refused):
    """The link of the confirmation is older than it may be."""


class NotOurs(Refused):
    """The link was not made here, or its address is no longer known."""


def ask(*, email: str, at: datetime, language: str = "en") -> None:
    """Note that someone asked for mail to the address, in a language, and have the confirmation mailed.

    No mail goes to an address that is on the list already, nor a second one within the hour; the caller does not learn it.
    """
    with transaction.atomic():
        subscriber, new = Subscriber.objects.select_for_update().get_or_create(
            email=email.strip().lower(), defaults={"asked_at": at}
        )
        if _counts(subscriber) or not (new or subscriber.asked_at <= at - NOT_AGAIN_WITHIN):
            return
        subscriber.asked_at, subscriber.language = at, language
        subscriber.save(update_fields=["asked_at", "language"])
        jobs.enqueue("monitoring.mail_confirmation", subscriber, at=at)


def send_confirmation(*, subscriber: Subscriber) -> None:
    """Mail the links to confirm and to leave. Raises what the mail server raises."""
    with translation.override(subscriber.language):
        text = MAIL.format(
            days=CONFIRM_WITHIN.days,
            portal=settings.PORTAL_URL,
            confirm=reverse("confirm_subscription", args=[_signed(subscriber, CONFIRM)]),
            leave=leave_link(subscriber),
        )
        subject = _("Confirm your address for the CIM email list")
    EmailMessage(subject=subject, body=text, to=[subscriber.email]).send()


def leave_link(subscriber: Subscriber) -> str:
    """Return the path of the page where the address leaves the list; it never expires."""
    return reverse("leave_list", args=[_signed(subscriber, LEAVE)])


def of_confirmation(signed: str) -> Subscriber:
    """Return the subscriber of a link to confirm. Raises Expired, NotOurs."""
    return _of(signed, CONFIRM, max_age=CONFIRM_WITHIN)


def of_leaving(signed: str) -> Subscriber:
    """Return the subscriber of a link to leave. Raises NotOurs."""
    return _of(signed, LEAVE, max_age=None)


def confirm(*, subscriber: Subscriber, at: datetime) -> None:
    """Let the address count from now on; once more is no harm."""
    Subscriber.objects.filter(pk=subscriber.pk).update(confirmed_at=at, left_at=None)


def leave(*, subscriber: Subscriber, at: datetime) -> None:
    """Take the address off the list; once more is no harm."""
    Subscriber.objects.filter(pk=subscriber.pk, left_at=None).update(left_at=at)


def _counts(subscriber: Subscriber) -> bool:
    return subscriber.confirmed_at is not None and subscriber.left_at is None


def _signed(subscriber: Subscriber, purpose: str) -> str:
    return signing.dumps(subscriber.pk, salt=purpose)


def _of(signed: str, purpose: str, *, max_age: timedelta | None) -> Subscriber:
    try:
        pk = signing.loads(signed, salt=purpose, max_age=max_age)
    except signing.SignatureExpired as fault:
        raise Expired(
            _("This link was good for %(days)s days. Sign up again to get a new one.") % {"days": CONFIRM_WITHIN.days}
        ) from fault
    except signing.BadSignature as fault:
        raise NotOurs(_("This link is not complete. Open it from the mail again.")) from fault
    subscriber = Subscriber.objects.filter(pk=pk).first()
    if subscriber is None:
        raise NotOurs(_("The address of this link is no longer known here."))
    return subscriber
