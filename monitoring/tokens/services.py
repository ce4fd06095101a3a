"""Makes, finds and revokes personal tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.tokens import events
from monitoring.tokens.models import Token
from monitoring.tokens.scopes import SCOPES
from monitoring.work import jobs

if TYPE_CHECKING:
    from monitoring.people.models import Person

PREFIX = "cim_"  # by which scanners of source code know one that was published by mistake
MOST = 20  # valid tokens of one person
NOTED_EVERY = timedelta(minutes=1)  # use is not written down with each request


class TooMany(Refused):
    """The person has as many valid tokens as anyone needs."""


def make(*, person: "Person", name: str, scopes: Sequence[str], days: int, at: datetime) -> tuple[Token, str]:
    """Make a token that is valid for some days, write it down and notify its person by mail; return it and the token itself.

    The token itself is not kept anywhere: whoever loses it makes another. Raises TooMany.
    """
    token, known = PREFIX + secrets.token_urlsafe(32), [one for one in SCOPES if one in scopes]
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=person.pk)  # two windows may make the last one at once
        if Token.objects.filter(person=person, revoked_at=None, expires_at__gt=at).count() >= MOST:
            raise TooMany(_("You have %(most)s valid tokens. Revoke one that you do not need first.") % {"most": MOST})
        row = Token.objects.create(
            person=person,
            name=name,
            begins=token[:8],
            sha256=_hash(token),
            scopes=known,
            made_at=at,
            expires_at=at + timedelta(days=days),
        )
        values = {"token": name, "scopes": ", ".join(known), "until": localdate(row.expires_at).isoformat()}
        event = ledger.record(events.MADE_TOKEN, person, by=person, at=at, values=values)
        jobs.enqueue("monitoring.mail_account_change", event, at=at, by=person)
    return row, token


def revoke(*, token: Token, by: Actor, at: datetime) -> None:
    """Make a token open nothing any more, and write it down; once more is no harm."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            ledger.record(events.REVOKED_TOKEN, token.person, by=by, at=at, values={"token": token.name})


def revoke_all(*, person: "Person", by: Actor, at: datetime) -> None:
    """Revoke every token of a person."""
    for token in Token.objects.filter(person=person, revoked_at=None, expires_at__gt=at).select_related("person"):
        revoke(token=token, by=by, at=at)


def valid(sent: str, *, at: datetime) -> Token | None:
    """Return the token that was sent, with its person, and note that it was used; None for one that opens nothing.

    What a person's roles reach is asked with every use, so a role that ended ends here too, and so does a closed account.
    """
    found = Token.objects.select_related("person").filter(sha256=_hash(sent)).first()
    if found is None or not found.is_valid(at=at) or not found.person.is_active:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lte=at - NOTED_EVERY)
    Token.objects.filter(stale, pk=found.pk).update(last_used_at=at)
    return found


def _hash(token: str) -> str:
    # A token is 256 random bits: no one guesses it from its hash, however quick the hash is.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
