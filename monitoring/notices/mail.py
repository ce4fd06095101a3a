"""Hands notices to the mail server."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from cim_portal.lib import dates
from monitoring.access import roles
from monitoring.notices.models import Notice
from monitoring.people import grants

MOST = 3  # people whom a mail names to ask


def send_notice(*, notice: Notice, at: datetime) -> None:
    """Mail the notice and note when, unless the person lost the role or the account for which they got it.

    Raises what the mail server raises; the job then says so.
    """
    if not Notice.objects.visible_to(notice.person).filter(pk=notice.pk, person__is_active=True).exists():
        return
    EmailMessage(
        subject=notice.subject,
        body=body(notice),
        to=[notice.person.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{settings.PORTAL_HOST}>"},
    ).send()
    notice.mailed_at = at
    notice.save(update_fields=["mailed_at"])


def body(notice: Notice) -> str:
    """Return the mail: a greeting, what happened and when, where to read on, and whom to ask."""
    parts = [
        _("Hello {name},").format(name=notice.person.name),
        notice.text,
        _("This happened on {moment}.").format(moment=dates.moment(notice.notified_at)),
    ]
    if notice.link:
        parts.append(_("Open it in the portal: {address}").format(address=f"{settings.PORTAL_URL}{notice.link}"))
    return "\n\n".join([*parts, _whom_to_ask(notice)]) + "\n"


def _whom_to_ask(notice: Notice) -> str:
    """Say who answers questions: those whom the person's roles for the LEA name, else the state's administrators."""
    if notice.lea:
        held = grants.roles_for(notice.person, lea=notice.lea)
        asked = frozenset(name for role in held for name in role.asks)
        for wanted in (asked, roles.ADMINISTRATORS):
            people = grants.people_with(wanted, lea=notice.lea).exclude(pk=notice.person_id)[:MOST]
            if names := ", ".join(f"{person.name} ({person.email})" for person in people):
                return _("Questions? Write to {names}. This address does not read answers.").format(names=names)
    return _("Questions? Ask the person who invited you. This address does not read answers.")
