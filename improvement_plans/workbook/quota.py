"""How many bytes of files a plan may hold, and how many it holds. Files that were removed are kept, so they count too.

Every model of this app whose rows are files of a plan says in `of_plan` how they lead to it, and has the bytes as `file`.
"""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from cim_portal.lib import canonical
from monitoring.files.models import Kept
from monitoring.files.refusing import FileRefused

_LOCKS = 0x43494E  # PostgreSQL's advisory locks under which the files of a plan are added, each by the plan's number
_MB = 1024**2


@dataclass(frozen=True)
class Room:
    """The bytes that a plan may hold and those that it holds."""

    limit: int
    used: int

    @property
    def left(self) -> int:
        """Return how many bytes more it may hold."""
        return max(0, self.limit - self.used)

    def as_words(self) -> str:
        """Return a sentence that says how much is used and left."""
        return _("The files of this plan have %(used)s of %(limit)s MB; %(left)s MB are left.") % {
            "used": _in_mb(self.used),
            "limit": _in_mb(self.limit),
            "left": _in_mb(self.left),
        }


def room(plan_id: int) -> Room:
    """Return how much room a plan has. The same bytes attached twice count once."""
    return Room(limit=settings.PLAN_QUOTA, used=_files(plan_id).aggregate(used=Sum("size"))["used"] or 0)


def insist(plan_id: int, *, content: bytes, name: str) -> None:
    """Refuse a file for which the plan has no room, also where two come at once; within a transaction. Raises FileRefused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS, plan_id % 2**31))
    if _files(plan_id).filter(pk=canonical.sha256(content)).exists():
        return
    now = room(plan_id)
    if len(content) > now.left:
        raise FileRefused(
            _("“%(name)s” has %(size)s MB. %(room)s Files that were removed are kept, and count.")
            % {"name": name, "size": _in_mb(len(content)), "room": now.as_words()}
        )


def _files(plan_id: int) -> models.QuerySet[Kept]:
    held = Q(pk__in=[])
    for model in apps.get_app_config("improvement_plans").get_models():
        if way := getattr(model, "of_plan", ""):
            held |= Q(pk__in=model._base_manager.filter(**{way: plan_id}, file__isnull=False).values("file"))
    return Kept.objects.filter(held)


def _in_mb(size: int) -> str:
    return f"{size / _MB:,.1f}".removesuffix(".0")
