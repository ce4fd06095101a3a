"""Hands notices to the mail server."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from monitoring.notices.models import Notice


def send_notice(*, notice: Notice, at: datetime) -> None:
    """Mail the notice and note when, unless the person lost the role or the account for which they were told.

    Raises what the mail server raises; the job then says so.
    """
    if not Notice.objects.visible_to(notice.person).filter(pk=notice.pk, person__is_active=True).exists():
        return
    text = notice.text
    if notice.link:
        text += f"\n\n{settings.PORTAL_URL}{notice.link}"
    EmailMessage(
        subject=notice.subject,
        body=text + "\n",
        to=[notice.person.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{settings.PORTAL_HOST}>"},
    ).send()
    notice.mailed_at = at
    notice.save(update_fields=["mailed_at"])
