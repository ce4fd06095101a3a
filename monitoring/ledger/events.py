"""What the ledger keeps of its own subject and of files that leave the portal."""

from django.utils.translation import gettext_lazy as _

from monitoring.ledger.kinds import EventKind

DOWNLOADED = EventKind("downloaded", sentence=_("{who} downloaded {what}"))

EVENTS = (DOWNLOADED,)
