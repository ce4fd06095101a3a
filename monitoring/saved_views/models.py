"""What a person saved of a dashboard."""

from django.conf import settings
from django.db import models

from monitoring.access.who import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """Return the views that `user` saved."""
        return self.filter(person=user.pk)


class SavedView(models.Model):
    """A page with filters, under a name that is the person's own. `query` is the query part of its address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    query = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "path", "name"], name="one_saved_view_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.path}?{self.query}"
