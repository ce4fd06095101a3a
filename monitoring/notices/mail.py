"""Hands notices to the mail server."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib import dates
from monitoring.access import roles
from monitoring.notices.models import Notice
from monitoring.people import grants
from monitoring.people.models import Person

MOST = 3  # people whom a mail names to ask
MOST_OF_A_DAY = 40  # notices that the mail of a day holds; the others are on the page


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


def send_mail_of_the_day(*, person: Person, at: datetime) -> None:
    """Mail everything of which the person was notified and that waits for the mail of the day, and note when.

    Raises what the mail server raises; the job then says so.
    """
    waiting = Notice.objects.visible_to(person).filter(daily=True, mailed_at=None)
    notices = list(waiting.select_related("lea").order_by("notified_at", "pk"))
    if not notices or not person.is_active:
        return
    day = dates.in_words(localdate(at))
    EmailMessage(
        subject=_("CIM on {day}").format(day=day),
        body=_body_of_the_day(person, notices),
        to=[person.email],
        headers={"Message-ID": f"<day-{localdate(at):%Y%m%d}-{person.pk}@{settings.PORTAL_HOST}>"},
    ).send()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=at)


def _body_of_the_day(person: Person, notices: Sequence[Notice]) -> str:
    """Return the mail: a greeting, each notice with where to read on, and how often mail comes."""
    parts = [_("Hello {name},").format(name=person.name)]
    for notice in notices[:MOST_OF_A_DAY]:
        due = str(notice.values.get("when_due") or "")
        parts.append("\n".join(filter(None, [notice.subject, due, f"{settings.PORTAL_URL}{notice.link}"])))
    page = f"{settings.PORTAL_URL}{reverse('notifications')}"
    if (more := len(notices) - MOST_OF_A_DAY) > 0:
        said = ngettext("{more} more is on the page below.", "{more} more are on the page below.", more)
        parts.append(said.format(more=more))
    parts.append(_("All notifications, and how often you get mail: {address}").format(address=page))
    parts.append(_whom_to_ask_of_each(notices[:MOST_OF_A_DAY]))
    return "\n\n".join(parts) + "\n"


def _whom_to_ask(notice: Notice) -> str:
    """Say who answers questions: those whom the person's roles for the LEA name, else the state's administrators."""
    if names := _asked(notice):
        return _("Questions? Write to {names}. This address does not read answers.").format(names=names)
    return _("Questions? Ask the person who invited you. This address does not read answers.")


def _whom_to_ask_of_each(notices: Sequence[Notice]) -> str:
    """Say who answers questions on each LEA; in one sentence where it is the same people for all of them."""
    first_of = {notice.lea_id: notice for notice in reversed(notices)}
    leas: dict[str, list[str]] = {}
    for notice in sorted(first_of.values(), key=lambda notice: str(notice.lea or "")):
        leas.setdefault(_asked(notice), []).append(str(notice.lea or ""))
    if len(leas) == 1:
        return _whom_to_ask(notices[0])
    said = [
        _("Questions about {leas}? Write to {names}.").format(leas=", ".join(which), names=names)
        for names, which in leas.items()
        if names
    ]
    return "\n".join([*said, _("This address does not read answers.")])


def _asked(notice: Notice) -> str:
    """Return the names and addresses of who answers questions on a notice; blank where it is no one that it knows of."""
    if notice.lea:
        held = grants.roles_for(notice.person, lea=notice.lea)
        asked = frozenset(name for role in held for name in role.asks)
        for wanted in (asked, roles.ADMINISTRATORS):
            people = grants.people_with(wanted, lea=notice.lea).exclude(pk=notice.person_id)[:MOST]
            if names := ", ".join(f"{person.name} ({person.email})" for person in people):
                return names
    return ""
