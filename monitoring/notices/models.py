"""What people are told, on the page and by e-mail."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from monitoring.access import scope
from monitoring.places.models import Lea


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """Return what `user` was told, without what is about LEAs in which they have no role any more."""
        return self.filter(Q(lea__isnull=True) | scope.leas_in_scope(user, path="lea__"), person=user)


class Notice(models.Model):
    """One message to one person. `mailed_at` is empty until the worker has handed it to the mail server."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    lea = models.ForeignKey(Lea, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True, help_text="Path in the portal.")
    told_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-told_at"])]
        constraints = [models.CheckConstraint(condition=~Q(subject=""), name="a_notice_has_a_subject")]

    def __str__(self) -> str:
        return self.subject
