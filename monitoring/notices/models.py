"""What people are notified of, on the page and by email."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.access import scope
from monitoring.access.who import User
from monitoring.notices import kinds
from monitoring.places.models import Lea


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        """Return what `user` was notified of, without what is about LEAs in which they have no role any more."""
        return self.filter(Q(lea__isnull=True) | scope.leas_in_scope(user, path="lea__"), person=user.pk)


class _AsKept(dict[str, str | int]):
    """The values of a notice that was written before its kind had all the words that it has now: those are blank."""

    def __missing__(self, name: str) -> str:
        return ""


class Notice(models.Model):
    """One message to one person: what happened as a kind and its values, of which the words are made when it is read.

    `mailed_at` is empty until the worker has handed it to the mail server: by itself, or one that is `daily` with all others
    of the day.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    lea = models.ForeignKey(Lea, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True, help_text="Path in the portal.")
    notified_at = models.DateTimeField()
    daily = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-notified_at"]),
            models.Index(fields=["person"], condition=Q(daily=True, mailed_at=None), name="for_the_mail_of_the_day"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(kind=""), name="a_notice_has_a_kind")]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        """What it is about, on one line; of a kind that the portal does not have any more, the kind's name."""
        kind = kinds.kind(self.kind)
        return kind.subject_of(_AsKept(self.values)) if kind else self.kind.replace("_", " ").capitalize()

    @property
    def text(self) -> str:
        """What happened, in paragraphs."""
        kind = kinds.kind(self.kind)
        return kind.text_of(_AsKept(self.values)) if kind else ""
