"""Mails to the email list: written, looked at, sent once, each with a way to leave by one click (RFC 8058)."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.resources import events, queries, subscribers
from monitoring.resources.models import Mailing, Posting, Subscriber
from monitoring.work import jobs

MAIL = "monitoring.mail_list_in_bulk"


class SentAlready(Refused):
    """The mailing was sent, so it stays as it is."""


class NoOne(Refused):
    """No address on the list counts."""


def write(*, mailing: Mailing | None, subject: str, text: str, by: Actor, at: datetime) -> Mailing:
    """Keep a draft, a new one or one of before. Raises SentAlready."""
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk) if mailing else Mailing()
        _insist_on_draft(row)
        row.subject, row.text, row.changed_at, row.changed_by = subject, text, at, by
        row.save()
    return row


def send(*, mailing: Mailing, by: Actor, at: datetime) -> int:
    """Have it mailed to every address that counts now, and write that down; return how many. Raises SentAlready, NoOne."""
    with transaction.atomic():
        row = Mailing.objects.select_for_update().get(pk=mailing.pk)
        _insist_on_draft(row)
        there = list(queries.confirmed_subscribers())
        if not there:
            raise NoOne(_("No address on the list is confirmed yet. Nothing was sent."))
        row.sent_at, row.sent_by = at, by
        row.save(update_fields=["sent_at", "sent_by"])
        postings = Posting.objects.bulk_create(
            [Posting(mailing=row, subscriber=subscriber) for subscriber in there], batch_size=1000
        )
        jobs.enqueue_all(MAIL, postings, at=at, by=by)
        ledger.record(events.SENT_MAILING, row, by=by, at=at)
    return len(postings)


def send_posting(*, posting: Posting, at: datetime) -> None:
    """Mail it to its subscriber and note when, unless that was done or they left. Raises what the mail server raises."""
    if posting.mailed_at or not queries.confirmed_subscribers().filter(pk=posting.subscriber_id).exists():
        return
    link = settings.PORTAL_URL + subscribers.leave_link(posting.subscriber)
    with translation.override(posting.subscriber.language):
        text = body(posting.mailing, link)
    EmailMessage(
        subject=posting.mailing.subject,
        body=text,
        to=[posting.subscriber.email],
        headers={
            "Message-ID": f"<list-{posting.pk}@{settings.PORTAL_HOST}>",
            "List-ID": f"CIM <cim-list.{settings.PORTAL_HOST}>",
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()
    posting.mailed_at = at
    posting.save(update_fields=["mailed_at"])


def body(mailing: Mailing, link: str) -> str:
    """Return the mail: what was written, why it comes, and how to leave."""
    why = _(
        "You get this because you confirmed this address for the email list of Compliance and Improvement Monitoring."
    )
    leave = _("To leave the list: {link}").format(link=link)
    return f"{mailing.text.strip()}\n\n--\n{why}\n{leave}\n"


def preview(mailing: Mailing) -> str:
    """Return the mail as a subscriber would get it, with a link that is no one's."""
    return body(mailing, settings.PORTAL_URL + subscribers.leave_link(Subscriber(pk=0)))


def _insist_on_draft(mailing: Mailing) -> None:
    if mailing.sent_at:
        raise SentAlready(_("“%(mailing)s” was sent already, and stays as it is.") % {"mailing": mailing})
